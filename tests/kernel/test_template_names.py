"""What a template names in one block is not known in another: Django would write nothing there, a link to nowhere."""

import re
from collections import defaultdict
from pathlib import Path

import pytest

from config.embedded import CHECKOUT

TEMPLATES = CHECKOUT / "templates"
BLOCK = re.compile(r"{%\s*(?:block\s+(\w+)|(endblock)\b)[^%]*%}")
NAMED = re.compile(r"\bas\s+(\w+)\s*%}")
LINKED = re.compile(r"""href=["']{{\s*(\w+)\s*}}["']""")


def parts(text: str) -> list[tuple[str, str]]:
    """The innermost block of each stretch of a template, with the stretch."""
    found, blocks, last = [], [""], 0
    for tag in BLOCK.finditer(text):
        found.append((blocks[-1], text[last : tag.start()]))
        last = tag.end()
        if tag[1]:
            blocks.append(tag[1])
        else:
            blocks.pop()
    return [*found, (blocks[-1], text[last:])]


def lost(text: str) -> set[str]:
    """Addresses that are named in some block and linked to in another, which does not name them."""
    named, linked = defaultdict(set), defaultdict(set)
    for block, stretch in parts(text):
        for name in NAMED.findall(stretch):
            named[name].add(block)
        for name in LINKED.findall(stretch):
            linked[name].add(block)
    return {name for name, blocks in linked.items() if name in named and not blocks <= named[name]}


def test_what_is_lost_is_found() -> None:
    trail = '{% block trail %}{% url "home" as up %}{% endblock %}'
    assert lost(f'{trail}{{% block content %}}<a href="{{{{ up }}}}">{{% endblock %}}') == {"up"}
    assert not lost('{% block content %}{% url "home" as up %}<a href="{{ up }}">{% endblock %}')


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_link_takes_its_address_from_another_block(path: Path) -> None:
    assert not lost(path.read_text(encoding="utf-8"))
