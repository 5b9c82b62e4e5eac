"""Expressions come to what ODK's engine says."""

from collections.abc import Callable
from typing import Any

import pytest
from lxml import etree

from survey.rules.xform.check import nodes_at, settle, surroundings
from survey.rules.xform.compile import compile_form
from survey.rules.xform.evaluate import Scope, as_number, as_truth, compiled, evaluated
from survey.rules.xform.expressions import parse
from survey.rules.xform.instance import Node
from survey.rules.xform.reading import read
from survey.rules.xform.values import CannotEvaluate, number, text, truth
from tests.survey.xform.browser import in_browser, plain
from tests.survey.xform.judge import opinions
from tests.survey.xform.vectors import ANSWERS, NOW, VECTORS, answers_with, form_with

FORM, _WARNINGS = compile_form(form_with({}))


def place(root: Node, address: str) -> Node:
    return next(
        node for node in nodes_at(root, address.replace("[1]", "").replace("[2]", "")) if node.address == address
    )


def scope_of(vector: dict[str, Any]) -> Scope:
    """The place at which a vector is asked, in the answers after they were settled."""
    root, _faults = read(FORM, ANSWERS.encode())
    around = surroundings(FORM, NOW, fresh=lambda length: "f" * length)
    settle(FORM, root, around)
    at = place(root, vector.get("at", "/data/here"))
    return Scope(at, at, around)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda one: f"{one['expr']} at {one.get('at', '/data/here')}")
def test_an_expression_reads_as_the_vector_says(vector: dict[str, Any]) -> None:
    scope = scope_of(vector)

    def said() -> str:
        return text(evaluated(parse(vector["expr"]), scope.here, scope.around))

    if vector["is"] is None:
        with pytest.raises(CannotEvaluate):
            said()
    else:
        assert said() == vector["is"]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda one: f"{one['expr']} at {one.get('at', '/data/here')}")
def test_an_expression_asked_for_a_number_or_a_truth_says_what_its_value_reads_as(vector: dict[str, Any]) -> None:
    scope, tree = scope_of(vector), parse(vector["expr"])

    def said(read_as: Callable[[], float]) -> str:
        try:
            return repr(read_as())
        except CannotEvaluate:
            return "cannot"

    assert said(lambda: as_number(tree)(scope)) == said(lambda: number(compiled(tree)(scope)))
    assert said(lambda: as_truth(tree)(scope)) == said(lambda: truth(compiled(tree)(scope)))


def test_a_repeat_whose_rounds_were_taken_away_is_settled() -> None:
    root, _faults = read(FORM, ANSWERS.encode())
    root.children["rep"] = []
    settle(FORM, root, surroundings(FORM, NOW))
    assert nodes_at(root, "/data/rep") == []


def test_the_browser_reads_every_vector_as_the_server_does() -> None:
    asked = [{"tree": parse(vector["expr"]), "at": vector.get("at", "/data/here")} for vector in VECTORS]
    said = in_browser(FORM, NOW, [], vectors=asked, of=plain(etree.fromstring(ANSWERS)))["values"]
    pairs = zip(VECTORS, said, strict=True)
    assert [(one["expr"], found, one["is"]) for one, found in pairs if found != one["is"]] == []


def test_the_vectors_say_what_javarosa_says(form_judge: list[str]) -> None:
    """Each vector is a calculation in a form that JavaRosa opens; those that it reads otherwise say why."""
    asked = {}
    for turn, vector in enumerate(VECTORS):
        if vector["is"] is not None and "differs" not in vector:
            inside = "rep" if "rep" in vector.get("at", "") else ""
            asked[f"v{turn}{inside}"] = vector
    calculations = {name: f"string({vector['expr']})" for name, vector in asked.items()}
    [opinion] = opinions(form_judge, form_with(calculations), [answers_with(calculations).encode()])
    assert opinion.verdict == "VALID", opinion.at
    found = {}
    for name, vector in asked.items():
        address = f"{vector['at'].rpartition('/')[0]}/{name}" if "at" in vector else f"/data/{name}"
        found[vector["expr"], vector.get("at")] = opinion.answers.get(address, ""), vector["is"]
    assert {key: pair for key, pair in found.items() if pair[0].strip() != pair[1].strip()} == {}
