"""Small questionnaires that together use what the engine knows, and our own for the census, as tables of pyxform; and
the form that pyxform carries to show what XLSForm has."""

from pathlib import Path

import pyxform
from lxml import etree
from pyxform.xls2xform import convert

CENSUS = Path("survey/questionnaires/census.md").read_text(encoding="utf-8")

HOUSEHOLD = """
| survey |
| | type | name | label | required | relevant | constraint | calculation | default | repeat_count |
| | integer | people | People | yes | | . > 0 and . < 20 | | | |
| | begin repeat | person | Person | | | | | | |
| | text | name | Name | yes | | string-length(.) < 40 | | | |
| | integer | age | Age | yes | | . >= 0 and . <= 130 | | | |
| | calculate | nth | | | | | position(..) | | |
| | select_one yn | works | Works? | yes | ${age} >= 15 | | | | |
| | begin repeat | job | Job | | ${works} = 'y' | | | | |
| | decimal | hours | Hours | yes | | . >= 0 and . <= 168 | | | |
| | calculate | share | | | | | ${hours} div sum(../../job/hours) | | |
| | end repeat | | | | | | | | |
| | calculate | all_hours | | | | | sum(${hours}) | | |
| | note | much | Much | | ${all_hours} > 60 | | | | |
| | text | why | Why so much? | yes | ${all_hours} > 100 | | | | |
| | end repeat | | | | | | | | |
| | calculate | counted | | | | | count(${person}) | | |
| | calculate | oldest | | | | | max(${age}) | | |
| | calculate | first_name | | | | | indexed-repeat(${name}, ${person}, 1) | | |
| | calculate | names | | | | | join(', ', ${name}) | | |
| | calculate | grown | | | | | count(${person}[./age >= 19]) | | |
| | acknowledge | sure | Is that so? | yes | ${counted} != ${people} | | | | |
| choices |
| | list_name | name | label |
| | yn | y | Yes |
| | yn | n | No |
| settings |
| | form_id | form_title | version |
| | household | Household | 1 |
"""

VISIT = """
| survey |
| | type | name | label | required | relevant | constraint | calculation | choice_filter | default | parameters |
| | select_one gu | gu | District | yes | | | | | | |
| | select_one dong | dong | Dong | yes | | | | gu = ${gu} | | |
| | calculate | dong_name | | | | | jr:choice-name(${dong}, '${dong}') | | | |
| | date | day | Day | yes | | . <= today() and . >= date('2020-01-01') | | | | |
| | calculate | written | | | | | format-date(${day}, '%Y.%m.%d %a') | | | |
| | calculate | weeks | | | | | int((date('2026-11-26') - ${day}) div 7) | | | |
| | dateTime | at | At | | | | | | | |
| | time | until | Until | | | | | | | |
| | geopoint | where | Where | | | | | | | |
| | range | mood | Mood | | | | | | | start=1 end=7 step=2 |
| | select_multiple tool | tools | Tools | | | not(selected(., 'none') and count-selected(.) > 1) | | | | |
| | calculate | first_tool | | | | | selected-at(${tools}, 0) | | | |
| | text | phone | Telephone | | not(selected(${tools}, 'none')) | regex(., '0[0-9]{1,2}-[0-9]{3,4}-[0-9]{4}') | | | | |
| | rank tool | order | Order | | ${tools} != '' | | | | | |
| | text | note | Note | | | contains(., 'a') or string-length(.) = 0 | | | | |
| | calculate | shown | | | | | if(${note} = '', 'none', concat(substr(${note}, 0, 2), '…')) | | | |
| | calculate | rounded | | | | | round(coalesce(${mood}, 0) div 3, 2) | | | |
| | calculate | size | | | | | pow(coalesce(${mood}, 0), 2) mod 5 | | | |
| | text | kept | Kept | | | | | | plain | |
| choices |
| | list_name | name | label | gu |
| | gu | east | 동구 | |
| | gu | west | 서구 | |
| | dong | a | 중앙동 | east |
| | dong | b | 효동 | east |
| | dong | c | 둔산동 | west |
| | tool | app | App | |
| | tool | kiosk | Kiosk | |
| | tool | web | Web | |
| | tool | none | None | |
| settings |
| | form_id | form_title | version |
| | visit | Visit | 7 |
"""

SAMPLES = {"census": CENSUS, "household": HOUSEHOLD, "visit": VISIT}


def xform(table: str) -> bytes:
    """The XForm that pyxform makes of a table."""
    made: str = convert(xlsform=table, file_type=".md", validate=False).xform
    return made.encode()


SHIPPED = "xlsform_spec_test"
NAMES = (*SAMPLES, SHIPPED)
REFUSED_OF_SHIPPED = {
    "image",
    "audio",
    "video",
    "autocomplete_chars",
    "compact-2",
    "ex:org.thirdparty.app.ActivityName",
}
APP_IS_MISSING = "{http://openrosa.org/javarosa}noAppErrorString"  # Collect's words where another app is not there


def shipped() -> bytes:
    """Pyxform's own form, whole."""
    return (Path(pyxform.__file__).parent / "validators" / f"{SHIPPED}.xml").read_bytes()


def shipped_as_far_as_known() -> bytes:
    """The same without what a form here is refused for: pictures and sounds in labels, three appearances, an app."""
    document = etree.fromstring(shipped())
    for label in document.iter("{*}text"):
        for value in [one for one in label if one.get("form") in REFUSED_OF_SHIPPED]:
            label.remove(value)
        if not len(label):  # a picture was all that it said
            etree.SubElement(label, "{http://www.w3.org/2002/xforms}value").text = label.get("id")
    for element in document.iter(etree.Element):
        element.attrib.pop(APP_IS_MISSING, None)
        if element.get("appearance") in REFUSED_OF_SHIPPED:
            del element.attrib["appearance"]
    return etree.tostring(document)


def form_named(name: str) -> bytes:
    """The XForm of one of NAMES."""
    return shipped_as_far_as_known() if name == SHIPPED else xform(SAMPLES[name])
