"""The second factor's code page in a demonstration."""

import time
from typing import Any

from allauth.account.internal.stagekit import unstash_login
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django import template
from django.conf import settings

from accounts.demo import HOST, TOTP_SECRET

register = template.Library()


@register.simple_tag(takes_context=True)
def demonstration_code(context: template.Context) -> str:
    """The code that a played person's app would show now; empty in service and for everybody else."""
    request = context.get("request")
    if settings.PRODUCTION or request is None:
        return ""
    login: Any = unstash_login(request, peek=True)
    if login is None or not str(login.user.email).endswith(f"@{HOST}"):
        return ""
    return str(format_hotp_value(hotp_value(TOTP_SECRET, int(time.time()) // 30)))
