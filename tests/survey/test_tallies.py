"""What boards count is kept as it changes; whatever happened, at once too, it is what counting all anew gives."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from random import Random
from threading import Event
from time import sleep
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Sum

from accounts.models import Role
from kernel import clock
from kernel.errors import HanbatError
from survey.actions.areas import cut_areas, hand_over
from survey.actions.collection import assign_businesses, end_assignments
from survey.actions.record import Typed, save_draft, submit_record
from survey.actions.repeats import merge_repeats, undo_verdict
from survey.actions.review import return_record
from survey.actions.tallies import add_up_tallies
from survey.actions.visits import record_visit
from survey.models import (
    Area,
    Assignment,
    Business,
    Case,
    CensusRecord,
    IndustryCode,
    RepeatVerdict,
    Tally,
    Visit,
    Wave,
)
from survey.models.tally_triggers import FEW
from survey.queries.progress import progress_by_area, progress_by_enumerator, progress_in_area
from survey.queries.questionnaire import asked_by
from survey.rules.field.hours import DOORS
from survey.rules.visit_results import INTERVIEWS, NEED_NOTE, VisitResult
from tests import server
from tests.at_once import PATIENCE, at_once
from tests.factories import make_user, person
from tests.survey.factories import Census, content_of, hand_in, make_census

SHOPS = ("두꺼비식당", "두꺼비 식당", "성심빵집", "가람식당", "가람 식당", "하늘헤어", "떡, 방앗간", "차&커피")
RESULTS = sorted(set(VisitResult) - INTERVIEWS)
Line = tuple[str, str, str]


def counted_anew(census: Census) -> Counter[Line]:
    """Every line of every board, by looking at each case and each visit."""
    found: Counter[Line] = Counter()
    with_whom = dict(Assignment.objects.filter(wave=census.wave, ended_at=None).values_list("business", "enumerator"))
    for case in Case.objects.filter(wave=census.wave).select_related("business", "area"):
        if case.business.merged_into_id is not None:
            continue
        who = str(with_whom.get(case.business_id, 0))
        if not case.added:
            found["area", str(case.area_id), case.result] += 1
            found["dong", case.area.dong_id, case.result] += 1
            found["industry", str(case.business.industry_id), case.result] += 1
            found["person", who, case.result] += 1
            found["stands", _day(case.visited_at) if case.visited_at else "", case.result] += 1
        if case.step != "done":
            found["open", who, ""] += 1
        else:
            assert case.visited_at is not None
            found["settled", _day(case.visited_at), ""] += 1
    for visit in Visit.objects.filter(case__wave=census.wave):
        found["visited", _day(visit.at), visit.result] += 1
        if (part := _part(visit.at)) and visit.channel in DOORS:
            found["door", part, visit.result] += 1
    states = dict[int, str]()
    for record in CensusRecord.objects.filter(wave=census.wave):
        found["record", str(record.area_id), record.state] += 1
        states[record.business_id] = record.state
    for given in Assignment.objects.filter(wave=census.wave, ended_at=None):
        found["given", str(given.area_id), ""] += 1
        found["work", str(given.enumerator_id), states.get(given.business_id, "")] += 1
    return found


def _part(moment: datetime) -> str:
    shown = moment.astimezone(clock.SEOUL)
    if not 9 <= shown.hour < 20 or (shown.hour, shown.minute, shown.second, shown.microsecond) == (12, 0, 0, 0):
        return ""
    return "morning" if shown.hour < 12 else "afternoon" if shown.hour < 17 else "evening"


def _day(moment: datetime) -> str:
    return moment.astimezone(clock.SEOUL).date().isoformat()


def kept(census: Census) -> Counter[Line]:
    lines = Tally.objects.filter(wave=census.wave).values_list("board", "key", "result").annotate(Sum("n"))
    return Counter({(board, key, result): many for board, key, result, many in lines if many})


class Field:
    """People who do whatever may be done in the field, drawn from a seed; what is refused is left."""

    def __init__(self, census: Census, dice: Random) -> None:
        self.census, self.dice, self.visits = census, dice, 0
        self.manager = person(census.manager)
        self.people = [census.intern, make_user(Role.INTERN), make_user(Role.INTERN)]
        other, _made = IndustryCode.objects.get_or_create(scheme="new", code="G20901", name="여성 의류 소매업")
        self.industries = [Business.objects.earliest("pk").industry, other]

    def visit(self) -> None:
        given = self.dice.choice(Assignment.objects.filter(ended_at=None).order_by("pk") or [None])
        if given is not None:
            self.visit_to(given)

    def visit_to(self, given: Assignment, result: VisitResult | None = None, at: datetime | None = None) -> Case:
        result = result or self.dice.choice(RESULTS)
        self.visits += 1
        at = at or clock.now() - timedelta(hours=self.dice.randrange(23), minutes=self.visits)
        return record_visit(
            person(given.enumerator), given.wave_id, given.business_id, result, client_id=f"v{self.visits}",
            channel="visit", at=at, note="문에 붙은 안내문" if result in NEED_NOTE else "",
        )  # fmt: skip

    def write(self) -> None:
        """A record begun, and handed in as often as not."""
        given = self.dice.choice(Assignment.objects.filter(ended_at=None).order_by("pk") or [None])
        if given is None:
            return
        who, content = person(given.enumerator), content_of(self.census.wave, shop_id=given.business.source_id)
        save_draft(who, given.wave_id, given.business_id, Typed(content))
        if self.dice.random() < 0.5:
            submit_record(who, given.wave_id, given.business_id)

    def give(self) -> None:
        assign_businesses(self.manager, self.census.area.pk, self.dice.choice(self.people).pk, self.dice.randint(1, 3))

    def take_back(self) -> None:
        end_assignments(self.manager, self.census.area.pk, self.dice.choice(self.people).pk)

    def go_over(self) -> None:
        hand_over(self.manager, self.census.area.pk, self.dice.choice(self.people).pk)

    def merge(self) -> None:
        of_one_name = Business.objects.filter(name_key=self.dice.choice(["두꺼비식당", "가람식당"])).order_by("pk")
        kept, repeat = self.dice.sample([one.pk for one in of_one_name], 2)
        merge_repeats(self.manager, kept, [repeat], "전화로 확인")

    def take_merge_back(self) -> None:
        for verdict in RepeatVerdict.objects.filter(undone_at=None)[:1]:
            undo_verdict(self.manager, verdict.pk, "대표자가 다름")

    def told_of_another_industry(self) -> None:
        business = self.dice.choice(Business.objects.order_by("pk"))
        Business.objects.filter(pk=business.pk).update(industry=self.dice.choice(self.industries))

    def found_beside_the_frame(self) -> None:
        case = self.dice.choice(Case.objects.order_by("pk"))
        Case.objects.filter(pk=case.pk).update(added=self.dice.choice(["", *Case.Added]))

    def anything(self) -> None:
        doing: list[Callable[[], None]] = [
            *[self.visit] * 4, self.write, *[self.give] * 2, self.take_back, self.go_over, self.merge,
            self.take_merge_back, self.told_of_another_industry, self.found_beside_the_frame, add_up_tallies,
        ]  # fmt: skip
        with suppress(HanbatError):
            self.dice.choice(doing)()


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
def test_kept_counts_are_those_of_counting_anew_after_whatever_happened(seed: int) -> None:
    census = make_census(given=4, shops=SHOPS)
    field = Field(census, Random(seed))
    for step in range(40):
        field.anything()
        if step % 5 == 4:
            assert kept(census) == counted_anew(census), step
    before = kept(census)
    add_up_tallies()
    assert kept(census) == before == counted_anew(census)
    lines = Tally.objects.filter(wave=census.wave)
    assert lines.count() == lines.values("board", "key", "result").distinct().count(), "one row a line"


@pytest.mark.django_db
def test_a_record_that_is_handed_in_and_areas_that_are_cut_anew_are_counted() -> None:
    census = make_census(given=0)
    old = census.area.pk
    cut_areas(person(census.manager), census.wave.pk)
    census.area = Area.objects.get()
    assert census.area.pk != old and kept(census) == counted_anew(census)
    assign_businesses(person(census.manager), census.area.pk, census.intern.pk, 8)
    hand_in(census)
    assert kept(census) == counted_anew(census)
    assert kept(census)["person", str(census.intern.pk), "completed"] == 1
    record = CensusRecord.objects.get()
    assert kept(census)["record", str(census.area.pk), "submitted"] == 1
    return_record(person(census.manager), record.pk, "매출 다시 확인")
    assert kept(census) == counted_anew(census)
    assert kept(census)["record", str(census.area.pk), "returned"] == 1
    [area] = progress_by_area(census.wave.pk, [census.area.pk])
    assert (area.businesses, area.assigned, area.submitted, area.returned) == (8, 8, 0, 1)
    [who] = progress_by_enumerator(census.wave.pk)
    assert (who.user_id, who.assigned, who.submitted, who.returned) == (census.intern.pk, 8, 0, 1)
    assert progress_in_area(census.area.pk) == [who]


@pytest.mark.django_db
def test_few_cases_and_many_that_one_statement_changes_are_counted_alike() -> None:
    """Few are counted by plans that the connection keeps, many by a plan of their own; in whichever order they come."""
    census = make_census(given=0, shops=tuple(f"가게{number}" for number in range(FEW + 2)))
    area, intern = census.area.pk, census.intern.pk
    cases = list(Case.objects.order_by("pk").values_list("pk", flat=True))
    for result, many in (("absent", 1), ("refused", FEW + 1), ("closed", FEW), ("absent", FEW + 2), ("moved", 2)):
        assign_businesses(person(census.manager), area, intern, many)
        Case.objects.filter(pk__in=cases[:many]).update(result=result)
        assert kept(census) == counted_anew(census), many
        assert kept(census)["area", str(area), result] == many
        end_assignments(person(census.manager), area, intern)
        assert kept(census) == counted_anew(census), many
    Case.objects.filter(pk=cases[0]).delete()
    assert kept(census) == counted_anew(census)
    Case.objects.all().delete()
    assert not kept(census)


@pytest.mark.django_db
def test_a_record_counts_where_it_stands_and_one_that_stays_there_moves_nothing() -> None:
    census = make_census(given=8)
    field, other = Field(census, Random(2)), make_user(Role.INTERN)
    for _turn in range(6):
        field.write()
    area = Area.objects.create(wave=census.wave, dong=census.area.dong, serial=99)
    assert kept(census) == counted_anew(census)
    CensusRecord.objects.update(area=area)
    assert kept(census) == counted_anew(census)
    assert sum(n for (board, key, _), n in kept(census).items() if board == "record" and key == str(area.pk)) > 1
    free = Business.objects.filter(records=None).earliest("pk")
    Assignment.objects.filter(business=free).update(enumerator=other)
    CensusRecord.objects.filter(pk=CensusRecord.objects.earliest("pk").pk).update(business=free)
    assert kept(census) == counted_anew(census)
    assert not kept(census)["work", str(other.pk), ""]
    rows = Tally.objects.count()
    CensusRecord.objects.update(paradata={"saved": "again"})
    assert Tally.objects.count() == rows
    CensusRecord.objects.filter(state="draft").delete()
    assert kept(census) == counted_anew(census)


@pytest.mark.django_db
def test_visits_at_every_hour_count_by_their_day_and_where_the_hour_of_a_door_is_known_by_its_part() -> None:
    census = make_census()
    case, midnight = Case.objects.earliest("pk"), clock.seoul(2026, 11, 23, 0)
    odd = [timedelta(hours=9), timedelta(hours=12), timedelta(hours=12, microseconds=1), timedelta(hours=17)]
    odd += [timedelta(hours=hour, microseconds=-1) for hour in (9, 12, 17, 20, 24)] + [timedelta(hours=20)]
    moments = odd + [timedelta(minutes=13 * number) for number in range(2 * FEW)]
    ways = ["visit", "field", "phone", "paper"]
    visits = [
        Visit(
            case=case, number=number, by=census.intern, at=midnight + moment, channel=ways[number % len(ways)],
            result=RESULTS[number % len(RESULTS)], client_id=f"v{number}",
        )
        for number, moment in enumerate([*moments, *odd, *odd[1:], *odd[2:]], 1)
    ]  # fmt: skip
    for some in (visits[:1], visits[1 : FEW + 3], visits[FEW + 3 :]):
        Visit.objects.bulk_create(some)
        assert kept(census) == counted_anew(census)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(2))
def test_kept_counts_are_right_after_people_did_whatever_may_be_done_at_once(seed: int) -> None:
    census = make_census(given=5, shops=SHOPS)
    people = [Field(census, Random(10 * seed + number)) for number in range(6)]
    for number, one in enumerate(people):
        one.people, one.visits = people[0].people, 100 * number

    def busy(one: Field) -> None:
        for _turn in range(10):
            one.anything()

    at_once([lambda one=one: busy(one) for one in people])
    assert kept(census) == counted_anew(census)


@contextmanager
def held_back(begun: Event) -> Iterator[None]:
    """Whatever is done here is committed only when somebody else had half a second to run into it."""
    with transaction.atomic():
        yield
        begun.set()
        sleep(0.5)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("visit_first", [True, False])
def test_a_visit_while_its_business_goes_over_is_counted_with_whoever_has_it(visit_first: bool) -> None:
    census = make_census(given=8)
    after = make_user(Role.INTERN)
    field, given, begun = Field(census, Random(1)), Assignment.objects.latest("pk"), Event()

    def visit() -> Any:
        return field.visit_to(given, VisitResult.ABSENT)

    def go_over() -> Any:
        return hand_over(person(census.manager), census.area.pk, after.pk)

    def first(job: Callable[[], Any]) -> None:
        with held_back(begun):
            job()

    def second(job: Callable[[], Any]) -> None:
        assert begun.wait(PATIENCE)
        job()

    one, other = (visit, go_over) if visit_first else (go_over, visit)
    at_once([lambda: first(one), lambda: second(other)])
    assert kept(census) == counted_anew(census)
    assert kept(census)["person", str(after.pk), "absent"] == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("record_first", [True, False])
def test_a_record_that_is_begun_while_its_business_goes_over_is_counted_once(record_first: bool) -> None:
    census = make_census(given=8)
    after, begun = make_user(Role.INTERN), Event()
    case = Case.objects.get(business__name="성심빵집")

    def write() -> None:
        CensusRecord.objects.create(
            wave=census.wave, area=census.area, business=case.business, form=asked_by(census.wave.questionnaire_id)
        )

    def go_over() -> None:
        hand_over(person(census.manager), census.area.pk, after.pk)

    def first(job: Callable[[], None]) -> None:
        with held_back(begun):
            job()

    def second(job: Callable[[], None]) -> None:
        assert begun.wait(PATIENCE)
        job()

    one, other = (write, go_over) if record_first else (go_over, write)
    at_once([lambda: first(one), lambda: second(other)])
    assert kept(census) == counted_anew(census)
    assert kept(census)["work", str(after.pk), "draft"] == 1


@pytest.mark.django_db(transaction=True)
def test_a_visit_while_its_business_is_merged_is_counted_nowhere_but_by_its_day() -> None:
    census = make_census(given=8, shops=SHOPS)
    keep, repeat = Business.objects.filter(name_key="두꺼비식당").order_by("pk")
    field, given, begun = Field(census, Random(1)), Assignment.objects.get(business=repeat), Event()

    def merge() -> None:
        assert begun.wait(PATIENCE)
        merge_repeats(person(census.manager), keep.pk, [repeat.pk], "전화로 확인")

    def visit() -> None:
        with held_back(begun):
            field.visit_to(given, VisitResult.ABSENT)

    at_once([visit, merge])
    assert Business.objects.get(pk=repeat.pk).merged_into_id == keep.pk
    assert kept(census) == counted_anew(census)


@pytest.mark.django_db
def test_a_wave_that_goes_takes_its_counts_along_and_no_others() -> None:
    """They have no constraint of the database: what is taken off its boards as its cases go would stay."""
    census = make_census(given=0)
    other = Wave.objects.create(
        code="2027A", title="2027년 전수조사", questionnaire=census.wave.questionnaire,
        opens_at=census.wave.opens_at, closes_at=census.wave.closes_at,
    )  # fmt: skip
    area, business = Area.objects.create(wave=other, dong=census.area.dong, serial=1), Business.objects.earliest("pk")
    Case.objects.create(wave=other, area=area, business=business, position=1)
    before = kept(census)
    assert before and Tally.objects.filter(wave=other).exists()
    other.delete()
    assert set(Tally.objects.values_list("wave", flat=True)) == {census.wave.pk} and kept(census) == before


@pytest.mark.django_db
def test_nothing_is_added_up_twice_and_a_board_needs_few_rows() -> None:
    census = make_census(given=8, shops=tuple(f"가게{number}" for number in range(12)))
    field = Field(census, Random(1))
    for given in Assignment.objects.all():
        for _turn in range(3):
            field.visit_to(given, VisitResult.ABSENT)
    before = kept(census)
    rows = Tally.objects.count()
    for _twice in range(2):
        add_up_tallies()
    assert kept(census) == before and Tally.objects.count() == len(before) < rows


OF_WORK, OF_DAYS_AND_PEOPLE = {"record", "given", "door"}, {"dong", "stands", "work"}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_counts_that_came_later_are_those_of_what_a_database_holds_already() -> None:
    """The migrations that brought counts by dong, of standings by day, of work: on the way back they take them along,
    so that they count a database in service once when they come again, whatever people did in between."""
    census = make_census(given=4, shops=SHOPS)
    field, database = Field(census, Random(4)), connection.settings_dict["NAME"]
    for happens in (field.visit, field.write, field.write, field.give, field.merge, field.found_beside_the_frame):
        happens()
    morning = (clock.now() - timedelta(days=1)).astimezone(clock.SEOUL).replace(hour=10)
    field.visit_to(Assignment.objects.filter(ended_at=None).earliest("pk"), at=morning)
    before, boards = kept(census), _boards()
    assert before == counted_anew(census) and boards >= OF_WORK | OF_DAYS_AND_PEOPLE
    try:
        server.migrate(database, "survey", "0017")
        assert _boards() == boards - OF_WORK - OF_DAYS_AND_PEOPLE
        server.migrate(database, "survey", "0021")
        assert _boards() == boards - OF_DAYS_AND_PEOPLE
        for _turn in range(10):
            field.anything()
        assert not _boards() & OF_DAYS_AND_PEOPLE
    finally:
        server.migrate(database)
    assert kept(census) == counted_anew(census) != before
    assert _boards() >= OF_WORK | OF_DAYS_AND_PEOPLE
    field.visit()
    assert kept(census) == counted_anew(census)


def _boards() -> set[str]:
    return set(Tally.objects.values_list("board", flat=True))
