"""What is different between two versions of a questionnaire."""

from dataclasses import dataclass
from enum import StrEnum

from survey.rules.xform.form import CHOOSING, Form, Item

SAID = ("label", "hint", "constraint_message", "required_message", "soft_message")
ASKED = (
    "relevant",
    "required",
    "constraint",
    "calculation",
    "soft",
    "readonly",
    "initial",
    "default",
    "appearance",
    "unit",
    "count",
)


class Change(StrEnum):
    """What happened to an item."""

    ADDED = "added"
    REMOVED = "removed"
    TYPE = "type"
    MOVED_INTO_REPEAT = "moved_into_repeat"
    CODES_ADDED = "codes_added"
    CODES_REMOVED = "codes_removed"
    CODES_RENAMED = "codes_renamed"
    WORDS = "words"
    RULES = "rules"


@dataclass(frozen=True)
class Difference:
    """A change of the item at ``path``: the parts or codes it concerns."""

    change: Change
    path: str
    parts: tuple[str, ...] = ()


def differences(before: Form, after: Form) -> list[Difference]:
    """In the order of the new form, removed items last."""
    found: list[Difference] = []
    for path, item in after.items.items():
        earlier = before.items.get(path)
        if earlier is None:
            found.append(Difference(Change.ADDED, path))
        else:
            found.extend(_of(before, after, earlier, item))
    found.extend(Difference(Change.REMOVED, path) for path in before.items if path not in after.items)
    return found


def breaking(found: list[Difference]) -> list[Difference]:
    """Those that would make earlier records mean something else: a field that changes its type is refused."""
    return [one for one in found if one.change in (Change.TYPE, Change.MOVED_INTO_REPEAT)]


def _of(before: Form, after: Form, earlier: Item, item: Item) -> list[Difference]:
    found = []
    if (earlier.holds_answer, item.holds_answer) == (False, False) and earlier.kind != item.kind:
        found.append(Difference(Change.MOVED_INTO_REPEAT, item.path))
    elif _kind(earlier) != _kind(item):
        found.append(Difference(Change.TYPE, item.path, (_kind(earlier), _kind(item))))
    found.extend(_codes(before, after, earlier, item))
    for change, parts in ((Change.WORDS, SAID), (Change.RULES, ASKED)):
        changed = tuple(part for part in parts if getattr(earlier, part) != getattr(item, part))
        if changed:
            found.append(Difference(change, item.path, changed))
    return found


def _kind(item: Item) -> str:
    """One answer, several, and typed text are different kinds although all are kept as text."""
    return item.control if item.control in CHOOSING else item.kind


def _codes(before: Form, after: Form, earlier: Item, item: Item) -> list[Difference]:
    if earlier.choices is None or item.choices is None:
        return []
    old = {row.get("name", ""): _called(before, row) for row in before.lists[earlier.choices.source]}
    new = {row.get("name", ""): _called(after, row) for row in after.lists[item.choices.source]}
    renamed = tuple(code for code in new if code in old and new[code] != old[code])
    pairs = (
        (Change.CODES_ADDED, tuple(code for code in new if code not in old)),
        (Change.CODES_REMOVED, tuple(code for code in old if code not in new)),
        (Change.CODES_RENAMED, renamed),
    )
    return [Difference(change, item.path, codes) for change, codes in pairs if codes]


def _called(form: Form, row: dict[str, str]) -> object:
    """What a choice is called in each language, whatever key its words have in this version."""
    key = row.get("itextId")
    return form.labels.get(key, {}) if key else row.get("label", "")
