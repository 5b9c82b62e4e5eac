"""Respondents who answer by themselves on the web: their participation numbers, and what they type.

A number opens one case of one wave and nothing else, without an account. What is typed goes the way of the page of
entry: kept as it is typed, judged by the same rules, one record of a business in a wave.
"""

from __future__ import annotations

import secrets

from django.conf import settings
from django.utils.crypto import salted_hmac

from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import NotVisible
from kernel.permissions import require
from kernel.transition import lock
from reports.actions.guesses import count_miss, refuse_guesser
from reports.rules.codes import new_code, normalised
from survey.actions.record import (
    Saved,
    Typed,
    begin,
    hand_in_sound,
    keep_typed,
    locked_record,
    require_open,
    version_in,
)
from survey.errors import AgreementNeeded, BegunByEnumerator, NumberUnknown
from survey.models import Area, Case, CensusRecord, Participation
from survey.models.record import Origin
from survey.queries.entry import WEB
from survey.queries.work import OPEN_STATES
from survey.rules.field.revisits import Step
from survey.rules.visit_results import VisitResult

GUESSES = "survey.participation"  # counted apart from those of other codes
BATCH = 2_000


def hashed(number: str) -> str:
    return salted_hmac(GUESSES, number, secret=settings.SALT_KEY[0], algorithm="sha256").hexdigest()


# -- the office --------------------------------------------------------------------------------------------------------


@action
def give_numbers(actor: Actor, area_id: int) -> int:
    """A participation number for each open case of the area that has none; how many. Raises NotVisible."""
    area: Area = lock(Area, area_id)
    require(actor, "manage_wave", area.wave, hide=True)
    with_one = Participation.objects.filter(case__area=area, withdrawn_at=None).values("case")
    cases = Case.objects.filter(area=area).exclude(step=Step.DONE).exclude(pk__in=with_one)
    numbers = [(case, new_code(secrets.randbelow)) for case in cases.order_by("position")]
    made = Participation.objects.bulk_create(
        [
            Participation(case=case, number=number, number_hash=hashed(number), made_by=actor.user, made_at=clock.now())
            for case, number in numbers
        ],
        batch_size=BATCH,
    )
    if made:
        record(actor, "give_numbers", area, after={"numbers": len(made)})
    return len(made)


@action
def withdraw_number(actor: Actor, participation_id: int) -> Participation:
    """A letter went astray: from now on the number opens nothing; another one can be given. What was answered stays.
    Raises NotVisible."""
    given: Participation = lock(Participation, participation_id)
    require(actor, "manage_wave", given.wave, hide=True)
    if given.withdrawn_at is None:
        given.withdrawn_at = clock.now()
        given.save(update_fields=["withdrawn_at"])
        record(actor, "withdraw_number", given, after={"business": given.business_id})
    return given


# -- the respondent ----------------------------------------------------------------------------------------------------


@action
def come_in(actor: Actor, typed: str, *, agreed: bool) -> Participation:
    """Opens the questionnaire by the number from the letter; the agreement is kept with the first time.

    Unknown numbers are counted by address, without being kept. Raises TooManyGuesses, NumberUnknown, AgreementNeeded.
    """
    address = f"{GUESSES}:{actor.address}"
    refuse_guesser(address)
    number = normalised(typed)
    given = None
    if number is not None:  # what has no right check symbol was misread, not guessed
        given = Participation.objects.filter(number_hash=hashed(number), withdrawn_at=None).first()
    if given is None:
        raise NumberUnknown(field="number", guessed=number is not None)
    if not agreed:
        raise AgreementNeeded(field="agreed")
    if given.agreed_at is None:
        given = lock(Participation, given.pk)
        given.agreed_at = given.agreed_at or clock.now()
        given.save(update_fields=["agreed_at"])
        record(actor, "come_in", given, after={"business": given.business_id})
    return given


@action
def count_guess(actor: Actor) -> None:
    """One more number that nobody has, from the actor's address; in a transaction of its own, that of the refusal is
    rolled back."""
    count_miss(f"{GUESSES}:{actor.address}")


@action
def save_answers(actor: Actor, participation_id: int, typed: Typed) -> Saved:
    """Keeps what the respondent typed, right or wrong.

    Raises NotVisible for a number that was withdrawn, EntryClosed, BegunByEnumerator where an enumerator has begun the
    record or has taken it over, and what :func:`survey.actions.record.save_draft` raises.
    """
    given = _present(participation_id)
    require_open(given.wave)
    found = locked_record(given.wave_id, given.business_id) or begin(given.case, version_in(typed.content), None)
    _require_own(found)
    return keep_typed(actor, found, typed, _known(given))


@action
def hand_in_answers(actor: Actor, participation_id: int) -> CensusRecord:
    """Hands in what was answered: judged as an enumerator's record is; a second click gives the same receipt. Raises as
    :func:`save_answers`, and RecordHasProblems while something stands in the way."""
    given = _present(participation_id)
    found = locked_record(given.wave_id, given.business_id)
    if found is None:
        raise NotVisible()
    _require_own(found)
    if found.state not in OPEN_STATES:
        return found
    require_open(given.wave)
    return hand_in_sound(actor, found, given.business, Origin.ANSWER)


def _present(participation_id: int) -> Participation:
    rows = Participation.objects.select_related("case__wave", "case__business")
    given = rows.filter(pk=participation_id, withdrawn_at=None).first()
    if given is None:
        raise NotVisible()
    return given


def _require_own(found: CensusRecord) -> None:
    if not found.is_the_respondents:
        raise BegunByEnumerator()


def _known(given: Participation) -> dict[str, str]:
    """What is not the respondent's to say: which business, how and when it was asked, that it was."""
    return {
        "shop_id": given.business.source_id,
        "channel": WEB,
        "visited_on": clock.today().isoformat(),
        "result": VisitResult.COMPLETED,
    }
