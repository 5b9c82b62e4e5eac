"""Marking texts for translation without touching Django."""


def gettext_noop(message: str) -> str:
    """The text itself. ``manage.py messages`` collects the texts in calls of this name; pages translate them."""
    return message
