"""What templates of a call need of its programme."""

from collections.abc import Sequence

from django import template

from programs.models import Call
from programs.registry import CallTab, programme

register = template.Library()


@register.simple_tag
def programme_tabs(call: Call) -> Sequence[CallTab]:
    """The pages that the call's programme adds to those of every call."""
    return programme(call.programme).tabs
