"""Filters for the templates of documents."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def keep_all(text: str) -> SafeString:
    """Breaks lines between words only, as a printed certificate does. (WeasyPrint knows no ``word-break: keep-all``
    and breaks Korean after any syllable; a word longer than the line would leave the paper, so it is left alone.)"""
    words = (
        format_html('<span class="word">{}</span>', word) if len(word) <= 24 else format_html("{}", word)
        for word in str(text).split()
    )
    return format_html_join(" ", "{}", ((word,) for word in words))
