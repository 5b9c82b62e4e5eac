"""A form that the engine does not know in full is refused, with the place and the reason."""

import json

import pytest

from survey.rules.xform.compile import Refused, compile_form
from survey.rules.xform.faults import Fault, Reason
from survey.rules.xform.form import Form
from tests.survey.xform.samples import APP_IS_MISSING, NAMES, REFUSED_OF_SHIPPED, form_named, shipped

HEAD = (
    '<h:html xmlns:h="http://www.w3.org/1999/xhtml" xmlns="http://www.w3.org/2002/xforms"><h:head><h:title>T</h:title>'
)


def form(binds: str, body: str = '<input ref="/d/a"/><input ref="/d/b"/>', instances: str = "") -> bytes:
    instance = '<instance><d id="t"><a/><b/><r><x/></r></d></instance>'
    return f"{HEAD}<model>{instance}{instances}{binds}</model></h:head><h:body>{body}</h:body></h:html>".encode()


def refused(xml: bytes) -> list[Fault]:
    with pytest.raises(Refused) as caught:
        compile_form(xml)
    return caught.value.faults


@pytest.mark.parametrize("name", NAMES)
def test_a_compiled_form_survives_being_kept_as_json(name: str) -> None:
    compiled, _warnings = compile_form(form_named(name))
    assert Form.from_json(json.loads(json.dumps(compiled.to_json()))) == compiled


def test_of_the_form_that_pyxform_carries_only_pictures_sounds_and_other_apps_are_refused() -> None:
    faults = refused(shipped())
    assert {fault.reason for fault in faults} == {Reason.UNKNOWN_PART, Reason.UNKNOWN_APPEARANCE}
    assert {fault.facts["name"] for fault in faults} == {*REFUSED_OF_SHIPPED, APP_IS_MISSING}


@pytest.mark.parametrize(
    ("bind", "reason", "part"),
    [
        ('<bind nodeset="/d/a" relevant="floor(/d/b) = 1"/>', Reason.UNKNOWN_FUNCTION, "relevant"),
        ('<bind nodeset="/d/a" constraint="regex(.)"/>', Reason.WRONG_ARGUMENTS, "constraint"),
        ('<bind nodeset="/d/a" constraint="regex(., \'(\')"/>', Reason.BAD_PATTERN, "constraint"),
        ('<bind nodeset="/d/a" constraint="regex(., \'(?P&lt;n&gt;a)\')"/>', Reason.BAD_PATTERN, "constraint"),
        ('<bind nodeset="/d/a" constraint="regex(., /d/b)"/>', Reason.BAD_PATTERN, "constraint"),
        ('<bind nodeset="/d/a" calculate="/d/c + 1"/>', Reason.NO_SUCH_QUESTION, "calculation"),
        ('<bind nodeset="/d/a" calculate="../r/y"/>', Reason.NO_SUCH_QUESTION, "calculation"),
        ('<bind nodeset="/d/a" required="instance(\'l\')/root/item/n = 1"/>', Reason.NO_SUCH_LIST, "required"),
        ('<bind nodeset="/d/a" relevant="1 +"/>', Reason.BAD_EXPRESSION, "relevant"),
        ('<bind nodeset="/d/a" relevant="//b = 1"/>', Reason.BAD_EXPRESSION, "relevant"),
        ('<bind nodeset="/d/z"/>', Reason.NO_SUCH_QUESTION, "bind"),
        ('<bind nodeset="/d/a" type="currency"/>', Reason.UNKNOWN_TYPE, "type"),
        ('<bind nodeset="/d/a" magic="1"/>', Reason.UNKNOWN_PART, "bind"),
    ],
)
def test_what_the_engine_does_not_know_is_refused(bind: str, reason: Reason, part: str) -> None:
    [fault] = refused(form(bind))
    assert (fault.reason, fault.part) == (reason, part)


LIST = '<instance id="l"><root><item><name>y</name><label>Yes</label></item></root></instance>'


def test_a_column_that_the_list_has_not_is_refused() -> None:
    bind = """<bind nodeset="/d/a" calculate="instance('l')/root/item[name = 'y']/label"/>"""
    compile_form(form(bind, instances=LIST))
    [fault] = refused(form(bind.replace("/label", "/population"), instances=LIST))
    assert (fault.reason, fault.facts) == (Reason.NO_SUCH_COLUMN, {"list": "l", "name": "population"})


@pytest.mark.parametrize("nodes", ["randomize(instance('l')/root/item)", "/d/r"])
def test_choices_in_an_order_that_we_do_not_keep_are_refused(nodes: str) -> None:
    body = f'<select1 ref="/d/a"><itemset nodeset="{nodes}"><value ref="name"/><label ref="label"/></itemset></select1>'
    assert refused(form("", body, LIST))[0].reason is Reason.UNKNOWN_PART


def test_values_that_depend_on_each_other_are_refused() -> None:
    circle = '<bind nodeset="/d/a" calculate="/d/b + 1"/><bind nodeset="/d/b" relevant="/d/a &gt; 1"/>'
    [fault] = [one for one in refused(form(circle)) if one.reason is Reason.IN_A_CIRCLE]
    assert set(fault.facts["around"]) == {"/d/a", "/d/b"}


def test_a_group_cannot_depend_on_what_is_in_it() -> None:
    assert refused(form('<bind nodeset="/d/r" relevant="/d/r/x = 1"/>'))[0].reason is Reason.IN_A_CIRCLE


def test_a_value_may_look_at_itself() -> None:
    compile_form(form('<bind nodeset="/d/a" calculate="once(uuid())"/>'))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ('<secret ref="/d/a"/>', Reason.UNKNOWN_CONTROL),
        ('<input ref="/d/a" appearance="ex:org.other.app"/>', Reason.UNKNOWN_APPEARANCE),
        ('<input ref="/d/q"/>', Reason.NO_SUCH_QUESTION),
    ],
)
def test_a_control_that_nobody_would_see_is_refused(body: str, reason: Reason) -> None:
    assert [fault.reason for fault in refused(form("", body))] == [reason]


def test_a_sum_with_an_answer_that_may_be_missing_is_warned_of() -> None:
    bind = '<bind nodeset="/d/a" type="int"/><bind nodeset="/d/b" type="int" calculate="/d/a + 1"/>'
    _form, warnings = compile_form(form(bind))
    assert [(one.reason, one.path) for one in warnings] == [(Reason.EMPTY_SUM, "/d/b")]
    _form, none = compile_form(form(bind.replace("/d/a + 1", "coalesce(/d/a, 0) + 1")))
    assert none == []


NO_FORMS = (b"", b"<", b"<a/>", b"\xff\xfe\x00", b"<a>" * 5_000 + b"</a>" * 5_000)


@pytest.mark.parametrize("bad", [*NO_FORMS, b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"])
def test_what_is_no_form_is_refused(bad: bytes) -> None:
    assert refused(bad)[0].reason is Reason.NOT_A_FORM
