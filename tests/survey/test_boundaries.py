"""Outlines of the dongs: loaded from a file, drawn on the board once every dong of it has one."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import Role
from kernel.errors import NotPermitted
from kernel.models import AuditEntry
from survey.actions.boundaries import load_boundaries
from survey.errors import NoBoundary
from survey.models import Dong, DongBoundary
from survey.queries import field
from tests.factories import make_user, person
from tests.survey.factories import make_census
from tests.survey.rules.test_boundaries import BESIDE, SQUARE, file

pytestmark = pytest.mark.django_db
REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "daejeon_82dong.geojson"


def test_a_board_is_drawn_by_outlines_once_all_of_its_dongs_have_one(
    client: Client, tmp_path: Path, django_assert_num_queries: Any
) -> None:
    census = make_census()
    tiles = field.tiles(field.board(census.wave.pk, "dong"))
    assert field.shapes(tiles) is None
    path = tmp_path / "dong.geojson"
    path.write_bytes(file(("30140535", "Polygon", [SQUARE]), ("11110515", "Polygon", [BESIDE])))
    call_command("import_boundaries", path, "--source", "가상 경계 (CC BY 4.0)", stdout=(tmp_path / "said").open("w"))
    with django_assert_num_queries(1):
        drawn = field.shapes(tiles)
    assert drawn is not None and [shape.tile.dong for shape in drawn.shapes] == ["은행선화동"]
    client.force_login(census.manager)
    board = client.get(f"/survey/waves/{census.wave.code}/field/").content.decode()
    assert "가상 경계 (CC BY 4.0)" in board and drawn.shapes[0].path in board
    assert json.loads(AuditEntry.objects.get(verb="load_boundaries").after)["dongs"] == 1


def test_a_later_file_takes_the_place_of_the_one_before_and_one_without_a_dong_of_the_city_changes_nothing() -> None:
    manager = person(make_user(Role.MANAGER))
    load_boundaries(manager, file(("30140535", "Polygon", [SQUARE]), ("30110530", "Polygon", [BESIDE])), "가")
    loaded = load_boundaries(manager, file(("30140535", "Polygon", [BESIDE])), "나")
    assert (loaded.dongs, loaded.others, len(loaded.lacking)) == (1, 0, 81)
    with pytest.raises(NoBoundary):
        load_boundaries(manager, file(("11110515", "Polygon", [SQUARE])), "다")
    with pytest.raises(NotPermitted):
        load_boundaries(person(make_user(Role.INTERN)), file(("30140535", "Polygon", [SQUARE])), "라")
    assert DongBoundary.objects.get().source == "나"


def test_a_file_that_is_none_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "dong.geojson"
    path.write_text(json.dumps({"type": "Topology"}))
    with pytest.raises(CommandError, match="FeatureCollection"):
        call_command("import_boundaries", path, "--source", "가")


def test_a_file_of_the_city_has_an_outline_for_each_dong_of_today() -> None:
    """The real file where it is at hand, else a made-up one."""
    codes = Dong.objects.filter(valid_to=None).values_list("code", flat=True)
    data = REAL.read_bytes() if REAL.exists() else file(*((code, "Polygon", [SQUARE]) for code in codes))
    loaded = load_boundaries(person(make_user(Role.MANAGER)), data, "admdongkor (CC BY 4.0)")
    assert (loaded.dongs, loaded.lacking, loaded.others) == (82, [], 0)
