"""The door: open to everybody."""

from collections.abc import Mapping
from typing import Any

from config.heartbeat import beat
from tests.permissions.world import EVERYBODY, Access, World


def living_worker(world: World) -> Mapping[str, Any]:
    beat("a worker")  # without one the answer is 503
    return {}


ROWS = [
    Access("home", EVERYBODY),
    Access("help", EVERYBODY),
    Access("privacy", EVERYBODY),
    Access("accessibility", EVERYBODY),
    Access("styleguide", EVERYBODY),
    Access("styleguide_draft", EVERYBODY),
    Access("styleguide_search", EVERYBODY),
    Access("healthz", EVERYBODY, arguments=living_worker),
]
