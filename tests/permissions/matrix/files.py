"""Files: one's own and the organisation's; what else is readable is registered by the apps above."""

from collections.abc import Mapping
from typing import Any

from files.actions import store
from tests.factories import person
from tests.files import samples
from tests.permissions.world import COLLEAGUE, REPRESENTATIVE, SIGNED_IN, Access, World

HIDDEN = frozenset({404})


def stored(world: World) -> Mapping[str, Any]:
    uploader = person(world.person(REPRESENTATIVE))
    document = samples.upload("계획.pdf", samples.pdf())
    return {"public_id": store(uploader, document, organisation=world.organisation).public_id}


ROWS = [
    Access("files:mine", SIGNED_IN),
    Access("files:download", {REPRESENTATIVE, COLLEAGUE}, arguments=stored, refused=HIDDEN),
    Access("files:preview", {REPRESENTATIVE, COLLEAGUE}, arguments=stored, refused=HIDDEN),
    Access("files:remove", {REPRESENTATIVE}, "post", stored),
]
