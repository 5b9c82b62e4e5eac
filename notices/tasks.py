"""What the worker does for notices."""

from dataclasses import asdict

from notices.actions import forget_old_mails
from notices.delivery import deliver


def deliver_mails() -> dict[str, int]:
    """Sends what is due; woken by every new mail, and every minute for what was postponed or left behind."""
    return asdict(deliver())


def clear_old_mails() -> int:
    """Forgets mails that went out long ago; what people were told stays in their inbox. Repeatable."""
    return forget_old_mails()
