"""Two seasons of internships, played through the same actions as people use: one over, one running.

Everything follows from the seed and the moment given as now. Passwords are not set here: whoever should sign in is in
the cast.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from random import Random

from accounts.actions import register_organisation
from accounts.models import Organisation, User
from internships import actions
from internships.actions.attendance import ListEntry
from internships.actions.completion import end_without_completion
from internships.demo import city
from internships.demo.work import close_season, make_contracts, write_logs
from internships.errors import AttendanceTooLow
from internships.models import Host, Placement, Position
from internships.queries.calendar import days_of_work
from internships.rules.plan import weeks_of
from internships.rules.terms import DEFAULTS
from kernel import clock
from kernel.actor import Actor, Channel
from programs import actions as engine
from programs.actions.call import CallText, TermsText
from programs.models import Application, Call, Review

OFFICE = Actor.system("demo", Channel.COMMAND)
CHECKLIST = dict.fromkeys(("age", "residence", "employment"), True)


@dataclass(frozen=True)
class Cast:
    """The people who can sign in and have a part: who runs and who approves, reviewers, a mentor, interns."""

    manager: User
    approver: User
    reviewers: Sequence[User]
    mentor: User
    intern: User
    graduate: User


@dataclass
class Made:
    """What was made, for the table that the command prints."""

    hosts: int = 0
    applications: int = 0
    interns: int = 0
    days: int = 0
    completed: int = 0
    open_call: Call | None = None
    interns_now: list[Placement] = field(default_factory=list)


@dataclass(frozen=True)
class Season:
    """One call, played to the end of its placing."""

    title: str
    seats: int
    bodies: slice
    first_day: date
    last_day: date
    star: User
    lose: int = 3  # applicants beyond the seats

    def before(self, days: int, hour: int = 10) -> datetime:
        """So many days before the first day of work, by Seoul's clock."""
        return datetime.combine(self.first_day - timedelta(days=days), time(hour), clock.SEOUL)


def play_seasons(cast: Cast, seed: int, now: datetime, *, seats: tuple[int, int] = (30, 220)) -> Made:
    """Plays a finished season of ``seats[0]`` interns and a running one of ``seats[1]``, and opens a third call.

    Takes some 20 seconds for 250 interns on two cores.
    """
    random = Random(seed)  # noqa: S311 (a play, not a secret)
    today = now.astimezone(clock.SEOUL).date()
    monday = today - timedelta(days=today.weekday())
    year = today.year
    made = Made()
    places = _places(cast, monday - timedelta(days=200))
    made.hosts = len(places)
    over = Season(
        f"{year}년 청년 데이터 인턴십 시범 운영", seats[0], slice(0, 6),
        monday - timedelta(days=98), monday - timedelta(days=59), cast.graduate,
    )  # fmt: skip
    running = Season(
        f"{year}년 청년 데이터 인턴십", seats[1], slice(0, None),
        monday - timedelta(days=21), monday + timedelta(days=88), cast.intern,
    )  # fmt: skip
    people = iter(_people(over.seats + running.seats + over.lose + running.lose, random))
    for season in (over, running):
        here = places[season.bodies]
        placements = _placed(cast, season, here, people, random, made)
        _worked(placements, here, season, min(today - timedelta(days=1), season.last_day), random, made)
        if season is over:
            _finished(cast, placements, season, made)
            mentors = [(place.host, place.mentor) for place in here]
            close_season(cast.manager, mentors, placements[0].position.call, (season.first_day, season.last_day))
        else:
            with clock.at(season.before(12)):
                make_contracts(cast.manager, cast.approver, cast.intern, placements[0].position.call)
            host = placements[0].position.host_id
            interns = [one for one in placements if one.position.host_id == host]
            write_logs(interns, cast.mentor, today - timedelta(days=1))
            _of_today(placements, cast, now, random)
            made.interns_now = placements
    made.open_call = _next_call(cast, now)
    return made


@dataclass(frozen=True)
class Place:
    """A host with what the play knows of it."""

    body: city.Body
    host: Host
    mentor: User


def _places(cast: Cast, day: date) -> list[Place]:
    """Hosts registered and approved by the manager, each with a mentor; the cast's guides at the first of them.

    At one alone: the interns of two hosts would be more than the call lets one mentor have.
    """
    manager = _acting(cast.manager)
    guides = User.objects.bulk_create(
        User(email=f"mentor{number:02d}@hanbat.example", name=name, password="!demo")  # noqa: S106 (unusable)
        for number, name in enumerate(city.MENTORS, start=1)
    )
    places = []
    with clock.at(datetime.combine(day, time(10), clock.SEOUL)):
        for serial, (body, guide) in enumerate(zip(city.BODIES, guides, strict=True), start=1):
            mentor = cast.mentor if serial == 1 else guide
            host = actions.register_host(manager, _organisation(serial, body).pk, body.kind, f"042-000-{serial:04d}")
            actions.approve_host(manager, host.pk)
            actions.appoint_mentor(manager, host.pk, mentor.pk)
            places.append(Place(body, host, mentor))
    return places


def _organisation(serial: int, body: city.Body) -> Organisation:
    return register_organisation(
        OFFICE,
        city.registration_number(serial),
        body.name,
        "홍길동",
        kind="department" if body.kind == "department" else "public_body",
        address=body.address,
        phone=f"042-000-{serial:04d}",
    )


def _people(count: int, random: Random) -> list[User]:
    """Accounts without a password: nobody signs in with them."""
    people = []
    for number, name in enumerate(city.names(count, random), start=1):
        user = User(email=f"intern{number:03d}@hanbat.example", name=name, phone=f"010-0000-{number:04d}")
        user.password = "!demo"  # noqa: S105 (unusable on purpose)
        people.append(user)
    return User.objects.bulk_create(people)


def _acting(user: User) -> Actor:
    return Actor.person(user, Channel.COMMAND)


def _placed(
    cast: Cast, season: Season, places: list[Place], people: Iterator[User], random: Random, made: Made
) -> list[Placement]:
    """From the call to accepted places."""
    with clock.at(season.before(60)):
        call = _call(cast, season, season.before(55, 9), season.before(40, 18))
    with clock.at(season.before(50)):
        applicants = [season.star, *(next(people) for _one in range(season.seats + season.lose - 1))]
        applications = [_apply(call, user, random) for user in applicants]
    made.applications += len(applications)
    _judge(cast, season, call, applications, random)
    with clock.at(season.before(25)):
        positions = _positions(cast, season, call, places)
    chosen = list(Application.objects.filter(call=call, state="selected").order_by("pk"))
    return _seated(cast, season, positions, chosen, random, made)


def _call(cast: Cast, season: Season, opens_at: datetime, closes_at: datetime) -> Call:
    text = CallText(
        title=season.title,
        summary="대전의 공공데이터를 함께 만들 청년을 모집합니다.",
        notice=(
            "대전에 사는 만 19~34세 청년이 공공기관과 기업에서 데이터를 발굴하고 정비하며, "
            "소상공인 전수조사에 참여합니다. 멘토가 함께하며, 수료하면 수료증을 드립니다."
        ),
        opens_at=opens_at,
        closes_at=closes_at,
        seats=season.seats,
    )
    settings = {
        **DEFAULTS,
        "age_day": opens_at.date().isoformat(),
        "first_day": season.first_day.isoformat(),
        "last_day": season.last_day.isoformat(),
        "mentor_capacity": 15,
        "quotas": {"company": 70},
        "wage": 10_320,
        "employer_head": "홍길동",
        "employer_address": "대전광역시 서구 가상로 100",
    }
    manager = _acting(cast.manager)
    call = engine.create_call(manager, "internships", text, TermsText(settings=settings))
    for reviewer in cast.reviewers:
        engine.add_reviewer(manager, call.pk, reviewer)
    engine.add_approver(manager, call.pk, cast.approver)
    engine.propose_call(manager, call.pk)
    return engine.publish_call(_acting(cast.approver), call.pk)


def _apply(call: Call, user: User, random: Random) -> Application:
    actor = _acting(user)
    application = engine.start_application(actor, call.pk)
    years = (call.opens_at.year - 33, call.opens_at.year - 20)
    engine.save_answers(actor, application.pk, city.answers(random, years), application.revisions)
    submitted = engine.submit_application(actor, application.pk)
    engine.tell_receipts(OFFICE)
    return submitted


def _judge(cast: Cast, season: Season, call: Call, applications: list[Application], random: Random) -> None:
    """Screened, some of them reviewed, decided, published."""
    manager = _acting(cast.manager)
    with clock.at(season.before(38)):
        for application in applications:
            engine.screen_application(manager, application.pk, eligible=True, checklist=CHECKLIST)
    with clock.at(season.before(34)):
        for application in applications[:6]:
            _review(cast, application, random)
    with clock.at(season.before(30)):
        for number, application in enumerate(applications):
            if number < season.seats:
                engine.decide(manager, application.pk, "selected")
            else:
                engine.decide(manager, application.pk, "reserve", reason="예비 순위")
        engine.confirm_decisions(_acting(cast.approver), call.pk)
        engine.publish_results(manager, call.pk)


def _review(cast: Cast, application: Application, random: Random) -> None:
    engine.assign_reviewers(_acting(cast.manager), application.pk, cast.reviewers)
    for review in Review.objects.filter(assignment__application=application).select_related("assignment__reviewer"):
        actor = _acting(review.assignment.reviewer)
        points = {
            "points-motivation": str(random.randint(22, 30)),
            "points-skills": str(random.randint(28, 40)),
            "points-attitude": str(random.randint(22, 30)),
            "opinion": "업무를 잘 이해하고 성실히 준비하였습니다.",
        }
        engine.sign_pledge(actor, application.call_id)
        engine.save_review(actor, review.pk, points, review.revisions)
        engine.submit_review(actor, review.pk)


def _positions(cast: Cast, season: Season, call: Call, places: list[Place]) -> list[Position]:
    """As many seats as the season has, spread evenly: each host offers two kinds of work."""
    offers = [(place, work) for work in city.WORK[:2] for place in places]
    share, rest = divmod(season.seats, len(offers))
    return [
        _position(cast, season, call, place, work, share + (number < rest))
        for number, (place, work) in enumerate(offers)
        if share + (number < rest)
    ]


def _position(cast: Cast, season: Season, call: Call, place: Place, work: tuple[str, str, str], seats: int) -> Position:
    kind, title, duties = work
    weeks = weeks_of(season.first_day, season.last_day)
    return actions.open_position(
        _acting(cast.manager),
        call.pk,
        place.host.pk,
        title,
        seats,
        place=place.body.place,
        address=place.body.address,
        work=kind,
        duties=duties,
        skills=city.SKILLS[kind],
        equipment="개인 업무용 컴퓨터" if kind != "census" else "조사용 태블릿, 조사원증",
        dong=place.body.dong,
        ease=["step_free", "lift", "toilet"] if place.body.kind != "company" else ["lift"],
        plan=city.plan(kind, weeks),
        latitude=Decimal(place.body.latitude),
        longitude=Decimal(place.body.longitude),
        mentor=place.mentor,
    )


def _seated(
    cast: Cast, season: Season, positions: list[Position], chosen: list[Application], random: Random, made: Made
) -> list[Placement]:
    """The star gets the first seat; the others are dealt out by lot."""
    manager = _acting(cast.manager)
    star = [one for one in chosen if one.user_id == season.star.pk]
    others = [one for one in chosen if one.user_id != season.star.pk]
    random.shuffle(others)
    queue = iter(star + others)
    placements = []
    with clock.at(season.before(20)):
        for position in positions:
            group = [one.pk for one in islice(queue, position.seats)]
            placements += actions.place_applicants(manager, group, position.pk)
    with clock.at(season.before(18)):
        for placement in placements:
            actions.accept_placement(_acting(placement.person), placement.pk)
    made.interns += len(placements)
    return placements


def _worked(
    placements: list[Placement], places: list[Place], season: Season, until: date, random: Random, made: Made
) -> None:
    """Every day each mentor enters the list; a few are late, leave early or are ill, two hardly come at all.

    All weeks but the last are confirmed.
    """
    by_host: dict[int, list[Placement]] = {}
    for placement in placements:
        by_host.setdefault(placement.position.host_id, []).append(placement)
    idle = {placement.pk for placement in placements[5:7]}
    for day in days_of_work(season.first_day, until):
        with clock.at(datetime.combine(day, time(19), clock.SEOUL)):
            for place in places:
                entries = [
                    _times(one, day, random)
                    for one in by_host.get(place.host.pk, [])
                    if random.random() < (0.5 if one.pk in idle else 0.97)
                ]
                actions.enter_attendance(_acting(place.mentor), place.host.pk, day, entries)
                made.days += len(entries)
    with clock.at(datetime.combine(until, time(19, 30), clock.SEOUL)):
        for place in places:
            actions.confirm_days(_acting(place.mentor), place.host.pk, until - timedelta(days=7))


def _times(placement: Placement, day: date, random: Random) -> ListEntry:
    """Mostly a few minutes before nine to a few after six."""
    came, left = -random.randint(0, 12), random.randint(0, 15)
    luck = random.random()
    if luck < 0.04:
        came = random.randint(3, 40)
    elif luck < 0.07:
        left = -random.randint(10, 120)
    nine = datetime.combine(day, time(9), clock.SEOUL)
    return ListEntry(placement.pk, nine + timedelta(minutes=came), nine + timedelta(hours=9, minutes=left))


def _finished(cast: Cast, placements: list[Placement], season: Season, made: Made) -> None:
    """The season is over: completed by attendance, certificates issued; who hardly came ends without."""
    manager = _acting(cast.manager)
    with clock.at(datetime.combine(season.last_day, time(18, 40), clock.SEOUL)):
        for placement in placements:
            try:
                actions.complete_placement(manager, placement.pk)
            except AttendanceTooLow as refusal:
                end_without_completion(manager, placement.pk, f"수료 기준 미달: {refusal}")
            else:
                made.completed += 1


def _of_today(placements: list[Placement], cast: Cast, now: datetime, random: Random) -> None:
    """This morning's clicks at the mentor's host, by the interns themselves; the cast's own has not come yet."""
    today = now.astimezone(clock.SEOUL).date()
    if today not in set(days_of_work(today, today)):
        return
    host = placements[0].position.host_id
    for placement in placements:
        if placement.position.host_id != host or placement.person_id == cast.intern.pk:
            continue
        came = datetime.combine(today, time(8, 45), clock.SEOUL) + timedelta(minutes=random.randint(0, 30))
        if came < now and random.random() < 0.85:
            with clock.at(came):
                actions.clock_in(_acting(placement.person), placement.pk, f"demo-{placement.pk}-{today}")


def _next_call(cast: Cast, now: datetime) -> Call:
    """A call that takes applications now."""
    start = now.astimezone(clock.SEOUL).date()
    first = start + timedelta(days=70 - start.weekday())
    title = f"{first.year}년 청년 데이터 인턴십 추가 모집"
    season = Season(title, 20, slice(0), first, first + timedelta(days=81), cast.intern)
    with clock.at(now - timedelta(days=4)):
        opens, closes = datetime.combine(start - timedelta(days=3), time(9), clock.SEOUL), start + timedelta(days=11)
        return _call(cast, season, opens, datetime.combine(closes, time(18), clock.SEOUL))
