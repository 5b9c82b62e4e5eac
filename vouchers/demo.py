"""The voucher's part of the played city: a call with results, one being judged, one that is open now."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.demo import businesses, office_person
from accounts.models import User
from kernel import clock
from kernel.demo import DEMO_PASSWORD, City, SignIn, person_name, phone_number
from programs import actions
from programs import demo as play_engine
from programs import demo_choosing as play_choosing
from programs.actions.call import CallText, TermsText
from programs.models import Application, Call, ReferenceFigure
from programs.rules.ranking import Marking, Quota, TieBreak, TieKind
from programs.rules.terms import ChoosingTerms, Plan, TrackTerms
from vouchers.actions.allotment import move_budget
from vouchers.application_form import YOUTH_PROOF, YOUTH_QUESTION
from vouchers.demo_suppliers import play_suppliers
from vouchers.demo_texts import NEEDS, NOTICE, PLANS, PROJECTS
from vouchers.models import Supplier
from vouchers.queries.figures import INTEREST
from vouchers.rules.ledger import Verb
from vouchers.rules.supplier import named
from vouchers.settings import TRACKS, YOUTH
from vouchers.year import Cast, Year

MILLION = 1_000_000


def play(city: City) -> None:
    """Three calls at three points of their lives."""
    today = clock.now().astimezone(clock.SEOUL).replace(hour=0, minute=0, second=0, microsecond=0)
    with clock.at(today - timedelta(days=190)):
        play_choosing.play_profiles(play_engine.panel(), tuple(TRACKS))
    play_suppliers(city, today - timedelta(days=200))
    decided = _call(city, "2026년 상반기 대전 데이터바우처", today - timedelta(days=160), 30, applicants=85, seats=30)
    judged = _call(city, "2026년 하반기 대전 데이터바우처", today - timedelta(days=55), 28, applicants=70, seats=25)
    running = _call(
        city, "2026년 소상공인 데이터바우처 추가 모집", today - timedelta(days=9), 30, applicants=45, seats=15
    )
    manager = office_person("manager")
    _choosing_goes_on(city, manager, decided, judged, running)
    play_engine.play_results(decided, manager, office_person("approver"))
    _cases(city, decided)
    for title, call, states in (
        ("신청서를 쓰고 있는 기업", running, ("draft", "submitted")),
        ("결과를 받은 기업", decided, ("selected", "draft")),
    ):
        found = list(call.applications.filter(state__in=states).select_related("user"))
        if found:  # a very small city may have none
            shown = min(found, key=lambda one: (states.index(one.state), one.pk))
            city.sign_ins.append(SignIn(title, shown.user.email, "/applications/"))
    calls = [decided, judged, running]
    city.tell("voucher calls", len(calls))
    city.tell("voucher applications", Application.objects.filter(call__in=calls).count())


def _choosing_goes_on(city: City, manager: User, decided: Call, judged: Call, running: Call) -> None:
    """Meetings of the panels with their minutes, one still to come, and an amended call."""
    reviewers = play_engine.panel()
    dice = city.dice("vouchers.choosing")
    play_choosing.play_meeting(dice, decided, manager, reviewers, after=timedelta(days=22))
    play_choosing.play_meeting(dice, judged, manager, reviewers, after=timedelta(days=22))
    play_choosing.play_next_meeting(judged, manager, days=6)
    play_choosing.play_amendment(running, manager, office_person("approver"))


def _cases(city: City, call: Call) -> None:
    """The selected businesses from their agreements on, as far as time has come."""
    manager = office_person("manager")
    actor = play_engine.acting(manager)
    first = call.closes_at.astimezone(clock.SEOUL).replace(hour=9, minute=0) + timedelta(days=28)
    with clock.at(first):
        for name in ("finance", "cashier"):
            actions.add_payer(actor, call.pk, office_person(name))
        actions.add_approver(actor, call.pk, office_person("chief"))
        payer = play_engine.acting(office_person("finance"))
        for track in call.terms.choosing_terms.tracks:
            notice = f"예산담당관-{first.year}-0312"
            move_budget(payer, call.pk, Verb.APPROPRIATE, track.code, track.budget or 0, notice)
    ReferenceFigure.objects.get_or_create(
        name=INTEREST,
        since=date(2020, 1, 1),
        defaults={"value": Decimal("0.05"), "source": "시연용 가상 이율"},
    )
    names = ("approver", "finance", "cashier", "chief")
    approver, finance, cashier, chief = (office_person(name) for name in names)
    cast = Cast(manager, approver, finance, cashier, chief, DEMO_PASSWORD)
    selected = Application.objects.filter(call=call, state="selected").select_related("user", "decision").order_by("pk")
    tally = Year(city.seed, cast, clock.now()).play(list(selected), first)
    city.tell("voucher cases", tally["agreements"])


def _choosing(city: City, seats: int) -> ChoosingTerms:
    """Three tracks with places, money and a quota for young representatives; equals by lot."""
    quotas = (Quota(YOUTH, Decimal("0.3")),)

    def track(code: str, part: int, millions: int, cap: int) -> TrackTerms:
        places = city.share(max(1, seats * part // 10))
        reserves = city.share(max(1, seats * part // 50))
        return TrackTerms(code, TRACKS[code], cap * MILLION, places, places * millions * MILLION, reserves, quotas)

    ties = (TieBreak(TieKind.CRITERION, "use"), TieBreak(TieKind.CRITERION, "ability"), TieBreak(TieKind.LOTTERY))
    marking = Marking(cut_off=Decimal(60), tie_break=ties, seed="접수 마감일 코스피 종가")
    tracks = (track("purchase", 5, 6, 10), track("general", 3, 22, 40), track("ai", 2, 36, 60))
    return ChoosingTerms(marking, tracks, plan=Plan(screening=7, review=22, results=25))


def _call(city: City, title: str, opens: datetime, days: int, *, applicants: int, seats: int) -> Call:
    """A call that opened at nine o'clock on the day ``opens`` for ``days`` days, played as far as time has come."""
    dice = city.dice(f"vouchers.{title}")
    now = clock.now()
    manager, reviewers = office_person("manager"), play_engine.panel()
    text = CallText(
        title=title,
        summary="데이터를 사거나 가공하는 비용을 지원합니다.",
        notice=NOTICE,
        opens_at=opens + timedelta(hours=9),
        closes_at=opens + timedelta(days=days, hours=18),
        seats=city.share(seats),
        reserves=city.share(seats // 5),
        budget=city.share(seats) * 60 * MILLION,
    )
    terms = TermsText(choosing=_choosing(city, seats))
    call = play_engine.play_call(manager, office_person("approver"), "vouchers", text, reviewers, terms)
    made = play_engine.play_applications(
        dice, call, _applicants(city, dice, applicants), _answers, attach=_attach, until=now
    )
    if call.closes_at + timedelta(days=20) < now:
        over = call.closes_at + timedelta(days=60) < now
        ready = play_choosing.play_corrections(dice, call, manager, made, open_ones=0 if over or len(made) < 8 else 2)
        passed = play_engine.play_screening(dice, call, manager, ready)
        share = 1.0 if over else 0.6
        play_engine.play_reviews(dice, call, manager, passed, reviewers, share=share)
    return call


def _applicants(city: City, dice: Random, number: int) -> list[play_engine.Applicant]:
    """Businesses with their representatives; the first two always, so that there is somebody to sign in as."""
    everybody = businesses()
    wanted = min(len(everybody), city.share(number))
    chosen = everybody[:2] + dice.sample(everybody[2:], max(0, wanted - 2))
    return [play_engine.Applicant(one.memberships.get(role="representative", left_at=None).user, one) for one in chosen]


def _supplier(dice: Random, track: str) -> str:
    """Somebody of the played register who does this."""
    found = Supplier.objects.filter(state="registered", kinds__contains=[track]).select_related("organisation")
    chosen = dice.choice(list(found.order_by("pk")))
    return named(chosen.organisation.name, chosen.organisation.registration_number)


def _answers(dice: Random, applicant: play_engine.Applicant) -> dict[str, Any]:
    track = dice.choices(("purchase", "general", "ai"), (5, 3, 2))[0]
    low, high = {"purchase": (3, 11), "general": (12, 44), "ai": (20, 65)}[track]
    project, data = dice.choice(PROJECTS)
    answers: dict[str, Any] = {
        "track": track,
        "project_title": project,
        "cost": dice.randrange(low * 10, high * 10) * 100_000,
        "supplier": _supplier(dice, track),
        YOUTH_QUESTION: dice.choice(("yes", "no", "no")),
        "data": data,
    }
    if track == "ai":
        answers["model"] = "지난 2년의 매출과 유동 인구를 학습해 다음 주의 수요를 예측하는 모형입니다."
    answers["need"] = dice.choice(NEEDS)
    for part in ("use", "ability", "effect"):
        answers[part] = dice.choice(PLANS[part])
    return answers | {
        "contact_name": person_name(dice),
        "contact_phone": phone_number(dice),
        "contact_email": applicant.user.email,
        "consent_personal": True,
        "consent_sharing": dice.random() < 0.8,
        "consent_truth": True,
    }


# The smallest PDF that a reader opens: one empty page.
CERTIFICATE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\nxref\n0 4\n0000000000 65535 f \n"
    b"0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \ntrailer<</Size 4/Root 1 0 R>>\n"
    b"startxref\n164\n%%EOF\n"
)


def _attach(applicant: play_engine.Applicant, application: Application) -> None:
    """The certificate, and the proof of whoever says that the representative is young."""
    names = {"registration": "사업자등록증(시연용).pdf"}
    if Application.objects.values_list("answers", flat=True).get(pk=application.pk).get(YOUTH_QUESTION) == "yes":
        names[YOUTH_PROOF] = "청년 대표 증빙(시연용).pdf"
    for kind, name in names.items():
        upload = SimpleUploadedFile(name, CERTIFICATE, "application/pdf")
        actions.attach_file(play_engine.acting(applicant.user), application.pk, kind, upload)
