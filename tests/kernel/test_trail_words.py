"""The audit trail speaks in words, not in code names."""

import ast
from pathlib import Path

from django.conf import settings
from django.utils import translation

from kernel.registry import actor_label, record_label, verb_label

APPS = ("accounts", "files", "notices", "reports", "programs", "survey", "vouchers", "internships")


def constants(call: str, place: int) -> set[str]:
    """The text constants that the apps hand to ``call`` at ``place``."""
    found = set()
    for app in APPS:
        for module in Path(settings.BASE_DIR, app).rglob("*.py"):
            for node in ast.walk(ast.parse(module.read_text())):
                if not isinstance(node, ast.Call) or len(node.args) <= place:
                    continue
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                given = node.args[place]
                if name == call and isinstance(given, ast.Constant) and isinstance(given.value, str):
                    found.add(given.value)
    return found


def test_every_verb_that_an_action_records_has_words_in_both_languages() -> None:
    verbs = constants("record", 1)
    assert {"add_reviewer", "open_wave", "store_file"} <= verbs
    for language in ("ko", "en"):
        with translation.override(language):
            assert [verb for verb in sorted(verbs) if str(verb_label(verb)) == verb] == []


def test_every_name_under_which_the_system_acts_has_words() -> None:
    names = constants("system", 0)
    assert "virus scanner" in names
    with translation.override("ko"):
        shown = {name: str(actor_label(f"system:{name}")) for name in names}
        assert [name for name, text in shown.items() if name in text] == []
        assert actor_label("홍길동") == "홍길동"


def test_kinds_of_records_are_named() -> None:
    with translation.override("ko"):
        assert record_label("programs.call") == "공고"


def test_a_verb_of_several_life_cycles_is_told_in_the_words_of_the_record() -> None:
    assert str(verb_label("refuse", "survey.frameimport")) != str(verb_label("refuse"))
    for entity in ("survey.frameimport", "nowhere.nothing", ""):
        assert str(verb_label("refuse", entity)) in str(verb_label("refuse"))
