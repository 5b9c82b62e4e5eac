"""A call whose results are out: selected, reserves and rejected in the order of their points."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from accounts.models import Role, User
from kernel import clock
from programs import actions
from programs.actions.call import TermsText
from programs.models import Appeal, Application, Decision
from programs.rules.ranking import Marking
from programs.rules.terms import ChoosingTerms, Deadlines, Panel, TrackTerms
from tests.factories import make_user, person
from tests.programs import factories as make

OUT = clock.seoul(2026, 4, 20, 10)  # a Monday: ten days end with Thursday the 30th, five with Monday the 27th
APPEAL_DUE = clock.seoul(2026, 5, 1)
CALL_UP_DUE = clock.seoul(2026, 4, 28)  # five days from the 22nd, a Wednesday: Monday the 27th is the last
GROUNDS = "매출 자료 12개월을 붙였는데 6개월만 붙인 것으로 보셨습니다."


class World:
    """``places`` selected, ``reserves`` on the list, the rest rejected; ``number`` applications, best first."""

    def __init__(
        self, number: int = 4, places: int = 1, reserves: int = 2, *, blind: bool = False, **track: Any
    ) -> None:
        self.manager, self.second = make.manager(), make.manager()
        terms = ChoosingTerms(
            Marking(cut_off=Decimal(60)),
            (TrackTerms(places=places, reserves=reserves, **track),),
            panel=Panel(blind=blind),
            deadlines=Deadlines(appeal=10, acceptance=5),
        )
        with clock.at(clock.seoul(2026, 4, 1, 10)):
            self.call = make.open_call(
                self.manager, seats=max(places, 1), reserves=reserves, budget=0, terms=TermsText(choosing=terms)
            )
            actions.add_manager(make.SYSTEM, self.call.pk, self.second)
            self.reviewers = [make.reviewer_of(self.call), make.reviewer_of(self.call)]
            self.applications = [self._applied(place) for place in range(number)]
            make.past(self.call)
        with clock.at(OUT):
            run = actions.propose_ranking(person(self.manager), self.call.pk)
            actions.confirm_ranking(person(self.second), run.pk)
            actions.publish_results(person(self.manager), self.call.pk)

    def _applied(self, place: int) -> Application:
        """Each a point below the one before."""
        application = make.eligible(self.call, cost="5,000,000")
        for reviewer in self.reviewers:
            make.review(application, reviewer, make.FULL | {"need": str(18 - place)})
        return application

    def __getitem__(self, place: int) -> Application:
        """The application at a place of the list as it is now, 0 the best."""
        return Application.objects.select_related("call", "user").get(pk=self.applications[place].pk)

    def states(self) -> list[str]:
        return [self[place].state for place in range(len(self.applications))]

    def outcome(self, place: int) -> Decision:
        return Decision.objects.get(application=self.applications[place])

    def member(self) -> User:
        """A reviewer of the house who judged nothing here."""
        return make_user(Role.REVIEWER)


def appealed(world: World, place: int = -1, grounds: str = GROUNDS) -> Appeal:
    """An appeal that was filed against the result of the last."""
    application = world[place % len(world.applications)]
    with clock.at(OUT):
        actions.save_appeal(person(application.user), application.pk, {"grounds": grounds}, {})
        return actions.file_appeal(person(application.user), application.pk)


def judged(world: World, appeal: Appeal, view: str = "uphold") -> Appeal:
    """Given to one member, who gave an opinion."""
    member = world.member()
    with clock.at(OUT):
        (opinion,) = actions.give_to_panel(person(world.manager), appeal.pk, [member])
        actions.give_opinion(person(member), opinion.pk, view, "자료를 다시 보았습니다.")
    return Appeal.objects.get(pk=appeal.pk)
