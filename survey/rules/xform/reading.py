"""An instance as XML → nodes that are complete by the form, and back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from survey.rules.xform.form import Form, Item
from survey.rules.xform.instance import Node

MOST_ROUNDS = 2_000  # of one repeat
MOST_LENGTH = 100_000  # characters of one answer


class Fault(StrEnum):
    """What can be wrong with an answer. UNLIKELY may be kept with a reason, everything else has to be mended."""

    NOT_XML = "not_xml"
    OTHER_FORM = "other_form"
    UNKNOWN_FIELD = "unknown_field"
    GIVEN_TWICE = "given_twice"
    TOO_MANY_ROUNDS = "too_many_rounds"
    TOO_LONG = "too_long"
    WRONG_TYPE = "wrong_type"
    UNKNOWN_CHOICE = "unknown_choice"
    REQUIRED = "required"
    CONSTRAINT = "constraint"
    UNLIKELY = "unlikely"
    CANNOT_EVALUATE = "cannot_evaluate"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, at the address of its answer (``/data/worker[2]/age``)."""

    fault: Fault
    address: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Unreadable(ValueError):
    """Bytes that are no instance of this form; nothing of them can be checked."""

    problem: Problem


def read(form: Form, xml: bytes) -> tuple[Node, list[Problem]]:
    """The instance as nodes, complete by the form, and what did not fit into it. Raises Unreadable."""
    return fitted(form, parsed(xml))


def fitted(form: Form, element: Any) -> tuple[Node, list[Problem]]:
    """The same of XML that was parsed already. Raises Unreadable for an instance of another form."""
    root = form.root
    if local(element) != root.name or element.get("id", form.id) != form.id:
        facts = {"form": element.get("id", local(element))}
        raise Unreadable(Problem(Fault.OTHER_FORM, f"/{local(element)}", facts))
    fitting = _Fitting(form, bool(_TEMPLATES(element)))
    node = Node(root.name)
    fitting.fill(root, element, node)
    return node, fitting.found


def parsed(xml: bytes) -> Any:
    """The root element. Raises Unreadable for what is no XML, declares a document type, or nests too deeply."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    try:
        element = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise Unreadable(Problem(Fault.NOT_XML, "", {"why": str(fault)[:200]})) from fault
    information: Any = element.getroottree().docinfo
    if information.doctype:
        raise Unreadable(Problem(Fault.NOT_XML, "", {"why": "a document type is declared"}))
    return element


def local(element: Any) -> str:
    """The name of an element without its namespace."""
    tag = element.tag  # {namespace}name; of a processing instruction it is a function
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


@dataclass(frozen=True, slots=True)
class _Fitting:
    """An instance on its way into the nodes of a form; ``found``: what does not fit. ``templates``: whether any of its
    elements is one of those from which a client makes the rounds of a repeat; they are no answers."""

    form: Form
    templates: bool
    found: list[Problem] = field(default_factory=list)

    def fill(self, item: Item, element: Any, node: Node) -> None:
        """Gives the node of a group or a round what stands in its element, complete by the form."""
        given = _by_name(element)
        for inner in self.form.inside[item.path]:
            elements = given.pop(inner.name, ())
            if self.templates:
                elements = [one for one in elements if not _is_template(one)]
            if inner.kind == "repeat":
                self._fill_rounds(inner, elements, node)
                continue
            if len(elements) > 1:
                self.found.append(Problem(Fault.GIVEN_TWICE, inner.path, {"times": len(elements)}))
            if inner.holds_answer:
                self._fill_answer(inner, elements[0] if elements else None, node)
            else:
                self.fill(inner, elements[0] if elements else (), Node(inner.name, node, path=inner.path))
        for name, elements in given.items():
            self.found.extend(Problem(Fault.UNKNOWN_FIELD, f"{node.address}/{name}") for _one in elements[:1])

    def _fill_rounds(self, item: Item, elements: Sequence[Any], node: Node) -> None:
        if len(elements) > MOST_ROUNDS:
            self.found.append(Problem(Fault.TOO_MANY_ROUNDS, item.path, {"most": MOST_ROUNDS}))
        for one in elements[:MOST_ROUNDS]:
            self.fill(item, one, Node(item.name, node, "repeat", path=item.path))

    def _fill_answer(self, item: Item, element: Any, parent: Node) -> None:
        answer = (element.text or "") if element is not None else ""
        node = Node(item.name, parent, item.kind, answer.strip() if item.kind != "string" else answer, item.path)
        if element is not None and len(element):
            self.found.append(Problem(Fault.UNKNOWN_FIELD, f"{node.address}/{local(element[0])}"))
        if len(answer) > MOST_LENGTH:
            self.found.append(Problem(Fault.TOO_LONG, node.address, {"most": MOST_LENGTH}))
            node.text = answer[:MOST_LENGTH]


def _by_name(element: Any) -> dict[str, list[Any]]:
    given: dict[str, list[Any]] = {}
    for child in element:
        name = local(child)
        if name in given:
            given[name].append(child)
        elif name:
            given[name] = [child]
    return given


_JAVAROSA = "http://openrosa.org/javarosa"
_TEMPLATES = etree.XPath("//@jr:template", namespaces={"jr": _JAVAROSA})


def _is_template(element: Any) -> bool:
    return element.get(f"{{{_JAVAROSA}}}template") is not None


def blank(form: Form) -> Node:
    """What the form holds before anything is typed."""
    root = Node(form.root.name)
    begin(form, form.root, root)
    return root


def begin(form: Form, item: Item, node: Node) -> None:
    """Fills a new group or a new round with what stands there from the beginning; repeats have no rounds yet."""
    for inner in form.inside[item.path]:
        if inner.holds_answer:
            Node(inner.name, node, inner.kind, inner.default)
        elif inner.kind == "group":
            begin(form, inner, Node(inner.name, node))


def written(form: Form, root: Node) -> bytes:
    """The instance as XML, without what is not relevant."""
    space = f" xmlns={quoteattr(form.namespace)}" if form.namespace else ""
    inside = "".join(map(_element, root.every()))
    return (
        f"<{root.name}{space} id={quoteattr(form.id)} version={quoteattr(form.version)}>{inside}</{root.name}>".encode()
    )


def _element(node: Node) -> str:
    if not node.relevant:
        return ""
    inside = escape(node.text) if node.kind not in ("group", "repeat") else "".join(map(_element, node.every()))
    return f"<{node.name}>{inside}</{node.name}>"
