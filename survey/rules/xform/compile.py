"""XForm XML → compiled form. What the engine does not know is refused with its place, never left out in silence."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from survey.rules.xform.expressions import Expression, FaultyExpression, parse
from survey.rules.xform.faults import Fault, Reason
from survey.rules.xform.form import ANSWERS, Choices, Form, Item, Text, whole_list
from survey.rules.xform.reading import Unreadable, local, parsed
from survey.rules.xform.references import faults_of, working_order

XF = "{http://www.w3.org/2002/xforms}"
XHTML = "{http://www.w3.org/1999/xhtml}"
HANBAT = "{urn:hanbat:xforms}"
JR = "{http://openrosa.org/javarosa}"
CONTROLS = frozenset({"input", "select1", "select", "rank", "range", "upload", "trigger", "group", "repeat"})
APPEARANCES = frozenset({
    "minimal", "autocomplete", "quick", "quickcompact", "compact", "columns", "columns-pack", "no-buttons", "likert",
    "list", "list-nolabel", "label", "field-list", "table-list", "multiline", "numbers", "thousands-sep", "horizontal",
    "horizontal-compact", "vertical", "picker", "no-calendar", "month-year", "year", "placement-map", "maps",
    "hide-input", "new", "new-front", "annotate", "draw", "signature", "w1", "w2", "w3", "w4",
})  # fmt: skip
SAME_TYPE = {
    "": "string",
    "select1": "string",
    "select": "string",
    "odk:rank": "string",
    "xsd:string": "string",
    "integer": "int",
}
BIND = frozenset({
    "nodeset", "type", "required", "relevant", "constraint", "calculate", "readonly", f"{JR}constraintMsg",
    f"{JR}requiredMsg", f"{JR}preload", f"{JR}preloadParams", "saveIncomplete",
    "{http://openrosa.org/xforms}max-pixels",
    *(f"{HANBAT}{name}" for name in ("unit", "soft", "softMessage", "softMessageEn", "personal")),
})  # fmt: skip


class Refused(ValueError):
    """The form cannot be published; ``faults`` say where and why."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


def compile_form(xml: bytes, tables: Mapping[str, list[dict[str, str]]] | None = None) -> tuple[Form, list[Fault]]:
    """The compiled form, and what its author is warned of. ``tables``: attached CSV files by their name without ending.

    Raises Refused.
    """
    reading = _Reading(xml, tables or {})
    form = reading.form()
    faults = [
        *reading.faults,
        *(fault for item in form.items.values() for fault in faults_of(item, form.items, form.lists)),
    ]
    order, circle = working_order(form.items)
    if circle is not None:
        faults.append(circle)
    if any(fault.reason.refuses for fault in faults):
        raise Refused([fault for fault in faults if fault.reason.refuses])
    return replace(form, order=order), faults


class _Reading:
    """One pass through the document; ``faults`` gathers what is wrong."""

    def __init__(self, xml: bytes, tables: Mapping[str, list[dict[str, str]]]) -> None:
        try:
            self.document = parsed(xml)
        except Unreadable as fault:
            raise Refused([Fault(Reason.NOT_A_FORM, "", "", fault.problem.facts)]) from fault
        self.tables, self.attached = tables, frozenset(tables)
        self.faults: list[Fault] = []
        model = self.document.find(f".//{XF}model")
        primary = model.find(f"{XF}instance/*") if model is not None else None
        if model is None or primary is None or not primary.get("id"):
            raise Refused([Fault(Reason.NOT_A_FORM, "", "", {"why": "no model with an instance that has an id"})])
        self.model, self.primary = model, primary
        self.texts = {
            lang: dict(self._translation(one)) for one in model.iter(f"{XF}translation") if (lang := one.get("lang"))
        }

    def form(self) -> Form:
        languages = sorted(self.texts, key=lambda lang: not self._is_default(lang))
        items = dict(self._elements(self.primary, ""))
        self._binds(items)
        asked = list(self._controls(self.document.find(f"{XHTML}body"), items))
        self._initial_values(items)
        lists = dict(self._lists())
        keys = {cell for rows in lists.values() for row in rows if (cell := row.get("itextId"))}
        return Form(
            id=self.primary.get("id"),
            version=self.primary.get("version", ""),
            title=self.document.findtext(f".//{XHTML}title", default="").strip(),
            languages=languages or [""],
            items={path: Item(path=path, **values) for path, values in items.items()},
            order=[],
            asked=asked,
            lists=lists,
            labels={key: self._translated(key) for key in sorted(keys)},
            namespace=self.primary.nsmap.get(None, "") if self.primary.nsmap.get(None) != XF[1:-1] else "",
        )

    def _is_default(self, lang: str) -> bool:
        return any(one.get("lang") == lang and one.get("default") for one in self.model.iter(f"{XF}translation"))

    def _fault(self, reason: Reason, path: str, part: str = "", **facts: Any) -> None:
        self.faults.append(Fault(reason, path, part, facts))

    def _tree(self, text: str | None, path: str, part: str) -> Expression | None:
        if text is None or not text.strip():
            return None
        try:
            return parse(text)
        except FaultyExpression as fault:
            self._fault(
                Reason.BAD_EXPRESSION, path, part, text=fault.text[:200], at=fault.at + 1, found=fault.found[:40]
            )
            return None

    def _elements(self, element: Any, above: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Elements of the instance in their order; the template of a repeat and its first round are one."""
        path = f"{above}/{local(element)}"
        children = [one for one in element if local(one)]
        yield path, {"kind": "group"} if children else {"kind": "string", "default": element.text or ""}
        seen: set[str] = set()
        for child in children:
            if local(child) not in seen:
                seen.add(local(child))
                yield from self._elements(child, path)

    def _binds(self, items: dict[str, dict[str, Any]]) -> None:
        for bind in self.model.findall(f"{XF}bind"):
            path = (bind.get("nodeset") or "").strip()
            values = items.get(path)
            if values is None:
                self._fault(Reason.NO_SUCH_QUESTION, path, "bind", named=path)
                continue
            for name in bind.attrib:
                if name not in BIND:
                    self._fault(Reason.UNKNOWN_PART, path, "bind", name=name)
            kind = SAME_TYPE.get(bind.get("type", ""), bind.get("type", ""))
            if kind not in ANSWERS:
                self._fault(Reason.UNKNOWN_TYPE, path, "type", name=kind)
            if values["kind"] == "string":
                values["kind"] = kind
            for part, name in (
                ("required", "required"), ("relevant", "relevant"), ("constraint", "constraint"),
                ("readonly", "readonly"), ("calculation", "calculate"),
            ):  # fmt: skip
                tree = self._tree(bind.get(name), path, part)
                if tree is not None and (tree != ["call", "false", []] or part == "relevant"):
                    values[part] = tree
            values |= self._own_parts(bind, path)
            values["preload"] = ":".join(filter(None, (bind.get(f"{JR}preload"), bind.get(f"{JR}preloadParams"))))
            values["constraint_message"] = self._words(bind.get(f"{JR}constraintMsg"), path)
            values["required_message"] = self._words(bind.get(f"{JR}requiredMsg"), path)

    def _own_parts(self, bind: Any, path: str) -> dict[str, Any]:
        """What our own namespace adds: a unit, an edit rule that may be broken with a reason, personal data."""
        said = {"softMessage": "Korean (ko)", "softMessageEn": "English (en)"}
        return {
            "unit": bind.get(f"{HANBAT}unit", ""),
            "personal": bind.get(f"{HANBAT}personal") in ("yes", "true()"),
            "soft": self._tree(bind.get(f"{HANBAT}soft"), path, "soft"),
            "soft_message": {lang: [text] for name, lang in said.items() if (text := bind.get(f"{HANBAT}{name}"))},
        }

    def _initial_values(self, items: dict[str, dict[str, Any]]) -> None:
        for action in self.document.iter(f"{XF}setvalue"):
            path, events = action.get("ref", ""), action.get("event", "").split()
            known = {"odk-instance-first-load", "odk-new-repeat"}
            if path not in items or not set(events) <= known:
                self._fault(Reason.UNKNOWN_PART, path, "setvalue", name=" ".join(events))
            else:
                items[path]["initial"] = self._tree(action.get("value"), path, "initial")

    def _controls(self, element: Any, items: dict[str, dict[str, Any]]) -> Iterator[str]:
        for control in element if element is not None else ():
            name = local(control)
            if name in ("", "label", "hint", "help"):
                continue
            path = control.get("ref") or control.get("nodeset") or ""
            if name not in CONTROLS:
                self._fault(Reason.UNKNOWN_CONTROL, path, name, name=name)
                continue
            if path in items:
                self._control(control, name, path, items[path])
            elif path or name != "group":
                self._fault(Reason.NO_SUCH_QUESTION, path, name, named=path)
            if name in ("group", "repeat"):
                yield from self._controls(control, items)
            elif path in items:
                yield path

    def _control(self, control: Any, name: str, path: str, values: dict[str, Any]) -> None:
        for one in (control.get("appearance") or "").split():
            if one not in APPEARANCES:
                self._fault(Reason.UNKNOWN_APPEARANCE, path, "appearance", name=one)
        if name == "repeat":
            values["kind"] = "repeat"
            values["count"] = self._tree(control.get(f"{JR}count"), path, "count")
        if not (name == "group" and values.get("control") == "repeat"):
            values["control"] = name
        values["appearance"] = control.get("appearance") or values.get("appearance", "")
        for part in ("label", "hint"):
            element = control.find(f"{XF}{part}")
            if element is not None:
                values[part] = self._words(element.get("ref"), path, element)
        if name == "range":
            values |= {
                part: _figure(control.get(key)) for part, key in (("least", "start"), ("most", "end"), ("step", "step"))
            }
        if name == "upload":
            values["mediatype"] = control.get("mediatype", "")
        if name in ("select1", "select", "rank"):
            values["choices"] = self._choices(control, path)

    def _choices(self, control: Any, path: str) -> Choices | None:
        itemset = control.find(f"{XF}itemset")
        if itemset is None:
            return self._own_choices(control, path)
        nodes = self._tree(itemset.get("nodeset"), path, "choices")
        if nodes is None:
            return None
        value, label = itemset.find(f"{XF}value"), itemset.find(f"{XF}label")
        start = nodes[1] if nodes[0] == "path" else None
        if value is None or label is None or not isinstance(start, list) or start[:2] != ["call", "instance"]:
            self._fault(Reason.UNKNOWN_PART, path, "choices", name=itemset.get("nodeset"))
            return None
        column = (label.get("ref") or "").removeprefix("jr:itext(").removesuffix(")").strip()
        return Choices(start[2][0][1], nodes, value.get("ref", "name"), column)

    def _own_choices(self, control: Any, path: str) -> Choices:
        """Choices written inside the question become a list of their own."""
        name = f"choices of {path}"
        rows = []
        for one in control.findall(f"{XF}item"):
            label = one.find(f"{XF}label")
            key = (label.get("ref") or "").removeprefix("jr:itext('").removesuffix("')") if label is not None else ""
            shown = {"itextId": key} if key else {"label": (label.text or "").strip() if label is not None else ""}
            rows.append({"name": one.findtext(f"{XF}value", default="").strip(), **shown})
        self.tables = {**self.tables, name: rows}
        return Choices(name, whole_list(name), "name", "itextId" if rows and "itextId" in rows[0] else "label")

    def _lists(self) -> Iterator[tuple[str, list[dict[str, str]]]]:
        asked: set[str] = set()
        for instance in self.model.findall(f"{XF}instance")[1:]:
            name = instance.get("id", "")
            source = instance.get("src", "")
            asked.add(name)
            if source and name not in self.attached:
                self._fault(Reason.NO_SUCH_LIST, "", "instance", name=source.rpartition("/")[2])
            elif not source:
                yield name, [{local(cell): cell.text or "" for cell in row} for row in instance.iterfind("*/*")]
        for name in sorted(self.attached - asked):
            self._fault(Reason.UNUSED_TABLE, "", name=f"{name}.csv")
        yield from self.tables.items()

    def _translation(self, translation: Any) -> Iterator[tuple[str, list[str | Expression]]]:
        for text in translation.findall(f"{XF}text"):
            for value in text.findall(f"{XF}value"):
                if value.get("form") is None:
                    yield text.get("id", ""), self._pieces(value, text.get("id", ""))
                else:
                    self._fault(Reason.UNKNOWN_PART, text.get("id", ""), "label", name=value.get("form"))

    def _pieces(self, element: Any, path: str) -> list[str | Expression]:
        """Words with the values shown in their midst."""
        pieces: list[str | Expression] = [element.text] if element.text else []
        for child in element:
            if local(child) == "output":
                tree = self._tree(child.get("value") or child.get("ref"), path, "output")
                pieces.extend([tree] if tree is not None else [])
            pieces.extend([child.tail] if child.tail else [])
        return pieces

    def _translated(self, key: str) -> Text:
        return {lang: texts[key] for lang, texts in self.texts.items() if key in texts and texts[key] != ["-"]}

    def _words(self, reference: str | None, path: str, element: Any = None) -> Text:
        """A text that is translated, or written in its place."""
        if reference and reference.startswith("jr:itext("):
            return self._translated(reference[len("jr:itext('") : -len("')")])
        if element is not None:
            pieces = self._pieces(element, path)
            return {"": pieces} if pieces else {}
        return {"": [reference]} if reference else {}


def _figure(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None
