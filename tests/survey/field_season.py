"""A field season of the census, played from a seed through the same actions as in service.

Every shop has a truth of its own, drawn from the seed and its number alone: whether it is there, when somebody is met,
whether they answer. People take the list of their day from the system and go by it; phones hand records in, some send
late, one person leaves and is replaced, the supervisor approves and returns. The season keeps a diary of what was found
at which door, from which tests count again what the system counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from accounts.models import Role, User
from kernel import clock
from programs.queries.deadlines import is_day_of_work
from survey.actions.areas import cut_areas, hand_out, hand_over
from survey.actions.collection import open_wave
from survey.actions.review import approve_record, return_record
from survey.actions.submission import Outcome, receive_submission
from survey.actions.visits import record_visit
from survey.demo import filled, made_up_answers
from survey.models import Area, Business, CensusRecord
from survey.queries.questionnaire import asked_by, form_of
from survey.queries.work import my_list
from survey.rules.field.revisits import Step
from survey.rules.record import unexplained
from survey.rules.visit_results import VisitResult
from tests.factories import make_user, person
from tests.survey.factories import published

FIRST_DAY, LAST_DAY = date(2025, 9, 15), date(2025, 12, 12)  # like Daejeon's in 2020: mid-September to mid-December
SEED = 20_200_915
R = VisitResult
NOTES = {R.REFUSED: "바빠서 응답하지 않겠다고 함", R.UNKNOWN: "주소에 업체가 보이지 않음"}
GONE = {
    R.CLOSED: "간판이 없고 비어 있음",
    R.MOVED_OUT: "타 시로 이전했다고 옆 가게가 말함",
    R.NOT_TARGET: "본사 직영 사무실",
}
TURNS = ((9, 3), (13, 4), (17, 3))  # hours at which a person asks for their list, and for how many hours they go by it
MET = {9: 0.55, 12: 0.62, 17: 0.78}  # chance that somebody who answers for the shop is met, by part of the day


@dataclass(frozen=True)
class Found:
    """A line of the diary: what was found where, when, by whom."""

    business: int
    at: datetime
    result: VisitResult
    by: int


@dataclass(frozen=True)
class Truth:
    """What is so at a shop, whoever comes when."""

    gone: VisitResult | None
    willing: bool
    some_questions: bool  # answers a part and has no time for the rest


def truth_of(source_id: str, seed: int) -> Truth:
    """Drawn from the seed and the shop's number alone."""
    dice = Random(f"{seed}:{source_id}")
    gone = dice.choices([None, R.CLOSED, R.MOVED_OUT, R.NOT_TARGET, R.UNKNOWN], weights=[79, 12, 3, 2, 4])[0]
    return Truth(gone, dice.random() < 0.72, dice.random() < 0.03)


class FieldSeason:
    """The people of a wave over the frame as it is loaded, and their diary."""

    def __init__(self, people: int, visits_a_day: int, seed: int = SEED) -> None:
        self.seed, self.visits_a_day, self.dice = seed, visits_a_day, Random(seed)
        self.diary: list[Found] = []
        self.late: list[Found] = []  # visits that phones will send tomorrow
        with clock.at(_at(FIRST_DAY - timedelta(days=7), time(10))):
            self.manager = make_user(Role.MANAGER)
            self.people = [make_user(Role.INTERN, name=f"가상조사원{number:02}") for number in range(people)]
            self.wave = open_wave(
                person(self.manager), code="2025F", title="2025년 전수조사", questionnaire=published(self.manager),
                opens_at=_at(FIRST_DAY, time(8)), closes_at=_at(LAST_DAY, time(21)),
            )  # fmt: skip
            cut_areas(person(self.manager), self.wave.pk)
            hand_out(person(self.manager), self.wave.pk, [one.pk for one in self.people])
        version = asked_by(self.wave.questionnaire_id)
        assert version is not None
        self.form = form_of(version)

    def play(self, last_day: date = LAST_DAY) -> FieldSeason:
        """Every working day up to the last."""
        for number, day in enumerate(_working_days(FIRST_DAY, last_day)):
            if number == 5:
                self._replace(day)
            self._send_late(day)
            for enumerator in self.people:
                self._a_day(enumerator, day)
            self._review(day)
        return self

    def sent(self) -> list[Found]:
        """The diary without the visits that phones still keep."""
        kept = set(self.late)
        return [found for found in self.diary if found not in kept]

    def _a_day(self, enumerator: User, day: date) -> None:
        """The list of the day is asked for three times: what was closed in the morning is due at another hour."""
        for hour, hours in TURNS:
            begins = _at(day, time(hour))
            with clock.at(begins):
                listed = my_list(enumerator, self.wave, "todo")[: 3 * self.visits_a_day]
                chosen = [one for one in listed if _is_due(one, begins)][: -(-self.visits_a_day // len(TURNS))]
            for place, business in enumerate(chosen):
                at = begins + timedelta(minutes=60 * hours * place // len(chosen) + self.dice.randrange(3))
                if business.record_state == "returned":
                    self._mend(enumerator, business, at)
                else:
                    self._visit(enumerator, business, at)

    def _mend(self, enumerator: User, business: Business, at: datetime) -> None:
        """What came back is mended from one's notes, without another visit."""
        record = CensusRecord.objects.get(wave=self.wave, business=business)
        self._send(enumerator, business, at, {"result": record.result, "visited_on": str(record.visited_on)})

    def _visit(self, enumerator: User, business: Business, at: datetime) -> None:
        result = self._finds(business, at)
        found = Found(business.pk, at, result, enumerator.pk)
        self.diary.append(found)
        if result in (R.COMPLETED, R.PARTIAL):
            self._send(enumerator, business, at, {"result": result.value, "visited_on": at.date().isoformat()})
        elif self.dice.random() < 0.05:
            self.late.append(found)
        else:
            self._tell(found, at)

    def _finds(self, business: Business, at: datetime) -> VisitResult:
        truth = truth_of(business.source_id, self.seed)
        if truth.gone is not None:
            return truth.gone
        part = max(hour for hour in MET if hour <= at.astimezone(clock.SEOUL).hour)
        if self.dice.random() >= MET[part]:
            return R.ABSENT
        if not truth.willing:
            return R.REFUSED
        return R.PARTIAL if truth.some_questions else R.COMPLETED

    def _send(self, enumerator: User, business: Business, at: datetime, said: Mapping[str, str]) -> None:
        """The record that a phone hands in; once in a while it asks again, having had no answer."""
        with clock.at(at):
            answers = made_up_answers(self.dice, business, said["result"]) | said
            content = filled(self.form, answers | {"instanceID": f"uuid:{UUID(int=self.dice.getrandbits(128))}"})
            for _time in range(2 if self.dice.random() < 0.02 else 1):
                came = receive_submission(person(enumerator), self.wave, content.encode(), {})
                assert came.outcome is Outcome.TAKEN, (came, said)

    def _tell(self, found: Found, sent_at: datetime) -> None:
        with clock.at(sent_at):
            record_visit(
                person(User.objects.get(pk=found.by)), self.wave.pk, found.business, found.result,
                client_id=f"{found.business}-{found.at.isoformat()}", channel="visit", at=found.at,
                note=NOTES.get(found.result, GONE.get(found.result, "")),
            )  # fmt: skip

    def _send_late(self, day: date) -> None:
        """What phones without a network kept overnight, in no order; whose area went to somebody else tells them."""
        waiting, self.late = self.late, []
        self.dice.shuffle(waiting)
        for found in waiting:
            self._tell(found, _at(day, time(8, 30)))

    def _replace(self, day: date) -> None:
        """The first person leaves after a week; somebody new gets what is left of each of their areas."""
        leaves = self.people[0]
        self._send_late(day)
        with clock.at(_at(day, time(8))):
            self.people[0] = make_user(Role.INTERN, name="가상조사원새로")
            theirs = Area.objects.filter(assignments__enumerator=leaves, assignments__ended_at=None).distinct()
            for area in theirs.exclude(cases=None).filter(cases__step__in=["visit", "again"]).order_by("pk"):
                hand_over(person(self.manager), area.pk, self.people[0].pk)

    def _review(self, day: date) -> None:
        """In the evening: one of ten is returned, the others that have no fault are approved."""
        with clock.at(_at(day, time(20, 30))):
            actor = person(self.manager)
            handed_in = CensusRecord.objects.filter(wave=self.wave, state="submitted", issues=0)
            for record in handed_in.select_related("business").order_by("pk"):
                if record.version == 1 and record.business.source_id.endswith("3"):
                    return_record(actor, record.pk, "종사자 수를 다시 확인해 주십시오.")
                else:
                    unlikely = unexplained(record.problems, record.reasons)
                    approve_record(actor, record.pk, dict.fromkeys(unlikely, "조사원에게 확인함"))


def _is_due(business: Any, moment: datetime) -> bool:
    """Whether a person goes there now: not to whom the supervisor has to speak first, nor before it is time."""
    if business.record_state == "returned" or business.step == Step.VISIT:
        return True
    return business.step == Step.AGAIN and business.not_before <= moment


def last_results(diary: Sequence[Found]) -> Mapping[int, VisitResult]:
    """The result of the latest visit to each business, by the moment at which it was made; a door that stays closed
    afterwards leaves a refusal a refusal."""
    results: dict[int, VisitResult] = {}
    for found in sorted(diary, key=lambda found: found.at):
        if found.result is R.ABSENT and results.get(found.business) is R.REFUSED:
            continue
        results[found.business] = found.result
    return results


def counted(results: Mapping[int, VisitResult], businesses: Sequence[int]) -> Counter[VisitResult | None]:
    """How many of the businesses stand at each result; None: nobody was there."""
    return Counter(results.get(business) for business in businesses)


def _working_days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        if is_day_of_work(day):
            yield day


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=clock.SEOUL)
