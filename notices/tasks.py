"""What the worker does for notices."""

from dataclasses import asdict

from notices.delivery import deliver


def deliver_mails() -> dict[str, int]:
    """Sends what is due; woken by every new mail, and every minute for what was postponed or left behind."""
    return asdict(deliver())
