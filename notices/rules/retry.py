"""When a refused mail is tried again, and when for the last time. Pure."""

import smtplib
from datetime import timedelta

_WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 120, 240, 480, 720))
MOST_ATTEMPTS = len(_WAITS) + 1


def wait_after(attempts: int) -> timedelta | None:
    """How long to wait after the ``attempts``-th failed attempt (from 1); None: give up. About 28 hours in all."""
    return _WAITS[attempts - 1] if attempts <= len(_WAITS) else None


def is_permanent(error: Exception) -> bool:
    """Whether the server refused this mail for good (5xx of RFC 5321): trying again would change nothing."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _text in error.recipients.values())
    if isinstance(error, smtplib.SMTPSenderRefused | smtplib.SMTPDataError):
        return 500 <= error.smtp_code < 600
    return isinstance(error, UnicodeError | ValueError)  # an address or header that cannot be written


def is_connection_lost(error: Exception) -> bool:
    """Whether it is the connection that failed, not this mail: all other mails would fare the same."""
    return isinstance(error, smtplib.SMTPServerDisconnected | smtplib.SMTPConnectError | ConnectionError | TimeoutError)
