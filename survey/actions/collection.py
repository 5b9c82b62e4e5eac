"""Setting up a round: waves, their areas, and who visits which business."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from accounts.actions.roles import grant_role
from accounts.models import Role, User
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.permissions import require, scope_group
from kernel.transition import lock
from survey.actions.frame import require_frame_manager
from survey.errors import NoEnumerator, NoQuestionnaire, NothingToAssign, QuestionnaireLacks
from survey.models import Area, Assignment, CensusRecord, Questionnaire, Wave
from survey.queries.field import free_cases
from survey.queries.questionnaire import asked_by, form_of
from survey.rules.field.hours import PermittedHours
from survey.rules.record import lacking

MAY_BECOME_ENUMERATORS = (Role.INTERN, Role.ENUMERATOR)


@action
def open_wave(
    actor: Actor, *, code: str, title: str, questionnaire: Questionnaire, opens_at: datetime, closes_at: datetime
) -> Wave:
    """A new round, which asks the questionnaire; its areas are cut next. Whoever opens it manages it.

    Raises NotPermitted, NoQuestionnaire without a published version, QuestionnaireLacks when that does not ask what a
    census needs; IntegrityError when the code is taken or it closes before it opens (forms check both).
    """
    require_frame_manager(actor)
    _require_census(questionnaire)
    wave = Wave.objects.create(
        code=code, title=title, questionnaire=questionnaire, opens_at=opens_at, closes_at=closes_at
    )
    managers = scope_group(wave, "manager", ["manage_wave"])
    if actor.user is not None:
        managers.user_set.add(actor.user)
    facts = {"code": code, "questionnaire": questionnaire.code, "opens_at": opens_at, "closes_at": closes_at}
    record(actor, "open_wave", wave, after=facts)
    return wave


def _require_census(questionnaire: Questionnaire) -> None:
    """Raises NoQuestionnaire, QuestionnaireLacks."""
    version = asked_by(questionnaire.pk)
    if version is None:
        raise NoQuestionnaire(field="questionnaire")
    lacks = lacking(form_of(version))
    if lacks:
        raise QuestionnaireLacks(field="questionnaire", names=", ".join(lacks), title=questionnaire.title)


@action
def add_wave_manager(actor: Actor, wave_id: int, user_id: int) -> None:
    """Let another person manage the wave: assign, review, export."""
    wave = Wave.objects.get(pk=wave_id)
    require(actor, "manage_wave", wave)
    user = User.objects.get(pk=user_id, is_active=True)
    scope_group(wave, "manager", ["manage_wave"]).user_set.add(user)
    record(actor, "add_wave_manager", wave, after={"user": user.pk})


@action
def set_field_rules(actor: Actor, wave_id: int, permitted: PermittedHours, duty_phone: str) -> Wave:
    """The hours at which people of a wave may be visited and rung, and the telephone of whoever is on duty for those in
    the field. Raises NotPermitted; IntegrityError when hours end before they begin (the form checks it)."""
    wave: Wave = lock(Wave, wave_id)
    require(actor, "manage_wave", wave)
    names = ("visits_from", "visits_until", "calls_from", "calls_until", "duty_phone")
    before = {name: getattr(wave, name) for name in names}
    wave.visits_from, wave.visits_until = permitted.visits.begins, permitted.visits.ends
    wave.calls_from, wave.calls_until = permitted.calls.begins, permitted.calls.ends
    wave.duty_phone = duty_phone.strip()
    wave.save(update_fields=names)
    record(actor, "set_field_rules", wave, before=before, after={name: getattr(wave, name) for name in names})
    return wave


@action
def assign_businesses(actor: Actor, area_id: int, enumerator_id: int, count: int) -> int:
    """Give the next free businesses of an area to a person, in walking order; the person becomes an enumerator.

    Args:
        count: how many at most. Settled ones are not given out.

    Returns:
        how many were assigned.

    Raises NotPermitted, NoEnumerator, NothingToAssign. Parallel calls for one area wait for each other, and the
    database allows one active assignment of a business.
    """
    area = locked_area(area_id)
    require(actor, "manage_wave", area.wave)
    enumerator = require_enumerator(enumerator_id)
    made = give(actor, area, enumerator, free_cases(area)[:count])
    if not made:
        raise NothingToAssign()
    record(actor, "assign_businesses", area, after={"enumerator": enumerator.pk, "businesses": made})
    return made


def locked_area(area_id: int) -> Area:
    """An area, locked against whoever gives its businesses out too. Records that are begun in it name the area and need
    not wait (``FOR NO KEY UPDATE``): they hold the case for which the other may wait."""
    return Area.objects.select_for_update(of=("self",), no_key=True).get(pk=area_id)


def give(actor: Actor, area: Area, enumerator: User, businesses: Sequence[int]) -> int:
    """Assigns businesses of a locked area, inside an action that looked at rights, to a person, who becomes an
    enumerator; says how many."""
    if not businesses:
        return 0
    made = assign(actor, area, enumerator, businesses)
    _make_enumerator(actor, enumerator)
    return made


def assign(actor: Actor, area: Area, person: User, businesses: Sequence[int]) -> int:
    """The assignments alone, with the right to collect in the area."""
    now = clock.now()
    made = Assignment.objects.bulk_create(
        [
            Assignment(
                wave_id=area.wave_id, area=area, business_id=business_id, enumerator=person,
                assigned_by=actor.user, assigned_at=now,
            )
            for business_id in businesses
        ],
        batch_size=2000,
    )  # fmt: skip
    scope_group(area, "enumerator", ["collect_area"]).user_set.add(person)
    return len(made)


@action
def end_assignments(actor: Actor, area_id: int, enumerator_id: int) -> int:
    """Take back what a person has not handed in; records handed in or returned stay theirs. Drafts are kept."""
    area = locked_area(area_id)
    require(actor, "manage_wave", area.wave)
    theirs = CensusRecord.objects.filter(area=area, entered_by_id=enumerator_id).exclude(state="draft")
    ended = (
        Assignment.objects.filter(area=area, enumerator_id=enumerator_id, ended_at=None)
        .exclude(business_id__in=theirs.values("business_id"))
        .update(ended_at=clock.now())
    )
    if not Assignment.objects.filter(area=area, enumerator_id=enumerator_id, ended_at=None).exists():
        scope_group(area, "enumerator", ["collect_area"]).user_set.remove(enumerator_id)
    record(actor, "end_assignments", area, after={"enumerator": enumerator_id, "businesses": ended})
    return ended


def require_enumerator(user_id: int) -> User:
    """The person, who must hold the role of intern or enumerator now. Raises NoEnumerator."""
    holds = Q(role_grants__role__in=MAY_BECOME_ENUMERATORS, role_grants__revoked_at=None)
    person = User.objects.filter(holds, pk=user_id, is_active=True).first()
    if person is None:
        raise NoEnumerator(field="enumerator")
    return person


def _make_enumerator(actor: Actor, person: User) -> None:
    if not person.has_role(Role.ENUMERATOR):
        grant_role(actor, person, Role.ENUMERATOR)
