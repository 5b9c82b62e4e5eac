"""One set of expressions and what they come to, for the server, the browser and JavaRosa.

``vectors.json``: ``expr`` at ``at`` (``/data/here`` when not said) reads as the text ``is``; ``null`` where it
cannot be evaluated. ``differs`` says why JavaRosa is left out of it.
"""

import json
import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

VECTORS: list[dict[str, Any]] = json.loads(Path(__file__).with_name("vectors.json").read_text(encoding="utf-8"))
NOW = datetime(2026, 11, 26, 12, 30)

ANSWERS = """<data id="vectors"><q>a</q><n>3</n><m/><d>2020-01-01</d><many>a b c</many><gone>x</gone>
<town/><here/><rep><x>1</x><y/></rep><rep><x>2</x><y>5</y></rep><rep><x>3</x><y/></rep></data>"""
MODEL = """<bind nodeset="/data/q" type="string"/><bind nodeset="/data/n" type="int"/>
<bind nodeset="/data/m" type="int"/>
<bind nodeset="/data/d" type="date"/><bind nodeset="/data/gone" type="string" relevant="false()"/>
<bind nodeset="/data/rep/x" type="int"/><bind nodeset="/data/rep/y" type="string"/>"""
HEAD = """<h:html xmlns:h="http://www.w3.org/1999/xhtml" xmlns="http://www.w3.org/2002/xforms"
 xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>Vectors</h:title><model>"""
TOWNS = """<instance id="towns"><root>
<item><name>a</name><label>에이동</label><gu>1</gu></item>
<item><name>b</name><label>비동</label><gu>1</gu></item><item><name>c</name><label>씨동</label><gu>2</gu></item></root>
</instance>"""
BODY = """</model></h:head><h:body><input ref="/data/q"/><input ref="/data/n"/><input ref="/data/m"/>
<input ref="/data/d"/>
<input ref="/data/many"/><input ref="/data/gone"/><select1 ref="/data/town">
<itemset nodeset="instance('towns')/root/item"><value ref="name"/><label ref="label"/></itemset></select1>
<repeat nodeset="/data/rep"><input ref="/data/rep/x"/>
<input ref="/data/rep/y"/></repeat></h:body></h:html>"""


def answers_with(names: Iterable[str]) -> str:
    """The instance with an element for each calculation: beside ``here`` or, for names with ``rep``, in each round."""
    own, inner = ("".join(f"<{name}/>" for name in names if ("rep" in name) is rep) for rep in (False, True))
    return re.sub(r"(<y/>|<y>5</y>)</rep>", rf"\1{inner}</rep>", ANSWERS.replace("<here/>", f"<here/>{own}"))


def form_with(calculations: dict[str, str]) -> bytes:
    """The form of the vectors, with ``name → expression`` worked out at its elements."""
    whole = answers_with(calculations)
    first_round = whole[: whole.index("</rep>") + len("</rep>")] + "</data>"
    binds = "".join(
        f"<bind nodeset={quoteattr(f'/data/rep/{name}' if 'rep' in name else f'/data/{name}')}"
        f' type="string" calculate={quoteattr(expression)}/>'
        for name, expression in calculations.items()
    )
    return f"{HEAD}<instance>{first_round}</instance>{TOWNS}{MODEL}{binds}{BODY}".encode()
