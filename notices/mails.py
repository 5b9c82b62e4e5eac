"""How a notice looks as a mail."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from notices.models import Notice
from notices.rendering import absolute


def written(notice: Notice, *, can_be_switched_off: bool) -> tuple[str, str]:
    """(plain text, HTML) of the mail for ``notice``, in the recipient's language."""
    context = {
        "notice": notice,
        "link": absolute(notice.url),
        "preferences": absolute(reverse("notices:preferences")) if can_be_switched_off else "",
        "service_name": settings.SERVICE_NAME,
        "language": notice.recipient.language,
    }
    with translation.override(notice.recipient.language):
        text = render_to_string("notices/mail.txt", context)
        html = render_to_string("notices/mail.html", context)
    return text.strip() + "\n", html
