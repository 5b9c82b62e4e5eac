"""The people and businesses of the played city. Programmes take them from here and add their own the same way."""

from datetime import date
from functools import cache
from io import StringIO

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import make_password
from django.core.management import call_command

from accounts.actions import confirm_business_status, grant_role, invite_member, register_organisation, sign_up
from accounts.actions.membership import accept_waiting_invitation
from accounts.consents import sign_up_items
from accounts.models import STAFF_ROLES, BusinessStatus, Organisation, Role, User
from accounts.queries.industry import NEWEST, industry
from kernel import clock
from kernel.actor import Actor, Channel
from kernel.demo import DEMO_PASSWORD, City, SignIn, person_name, phone_number, registration_number

TOTP_SECRET = "HANBATDEMOHANBATDEMOHANBATDEMO22"  # noqa: S105  a demonstration's; the code page tells the code
HOST = "hanbat.example"
OFFICE = (
    ("admin", "임꺽정", "시스템 관리자", (Role.ADMINISTRATOR,)),
    ("manager", "홍길동", "사업 담당자", (Role.MANAGER,)),
    ("approver", "박문수", "결재권자", (Role.APPROVER,)),
    ("chief", "채제공", "상급 결재권자", (Role.APPROVER,)),
    ("finance", "허생원", "회계 담당자", (Role.FINANCE,)),
    ("cashier", "변승업", "지급 담당자", (Role.FINANCE,)),
    ("auditor", "황진이", "감사 담당자", (Role.AUDITOR,)),
    ("supervisor", "전우치", "조사 관리자", (Role.SUPERVISOR,)),
)
REVIEWERS = ("심학규", "이몽룡", "성춘향", "변학도", "배비장", "최치원")
TRADES = ("국밥", "책방", "빵집", "공방", "꽃집", "분식", "커피", "세탁소", "문구", "과일")
PLACES = ("은행", "둔산", "유성", "오정", "판암", "관저", "노은", "중리", "탄방", "용문")
INDUSTRIES = ("56111", "47611", "56191", "25921", "47813", "56191", "56221", "96912", "47612", "47212")


def play(city: City) -> None:
    """The office, the reviewers and the businesses with their people."""
    call_command("import_industries", stdout=StringIO())
    since = clock.seoul(2026, 1, 5, 9)
    with clock.at(since):
        for address, name, title, roles in OFFICE:
            make_person(name, f"{address}@{HOST}", *roles)
            city.sign_ins.append(SignIn(title, f"{address}@{HOST}"))
        for number, name in enumerate(REVIEWERS, 1):
            make_person(name, f"reviewer{number}@{HOST}", Role.REVIEWER)
        city.sign_ins.append(SignIn("평가위원", f"reviewer1@{HOST}"))
        count = city.share(120, least=6)
        for number in range(1, count + 1):
            _business(city, number)
    city.sign_ins.append(SignIn("기업 대표(신청자)", f"shop1@{HOST}"))
    city.tell("people of the office and reviewers", len(OFFICE) + len(REVIEWERS))
    city.tell("businesses with their representatives", count)


def make_person(name: str, email: str, *roles: str, phone: str = "") -> User:
    """A person as after sign-up, confirmed address and all; staff with the second factor that the code page knows."""
    user = User(email=email, name=name, phone=phone)
    user.password = _password_hash()
    sign_up(Actor.system("demo", Channel.COMMAND), user, [item.code for item in sign_up_items()])
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    for role in roles:
        grant_role(Actor.system("demo", Channel.COMMAND), user, role, reason="시연")
    if STAFF_ROLES & set(roles):
        TOTP.activate(user, TOTP_SECRET)
    return user


def office_person(address: str) -> User:
    """Somebody of the played office: ``office_person("manager")``."""
    return User.objects.get(email=f"{address}@{HOST}")


def businesses() -> list[Organisation]:
    """The played businesses in the order they were made."""
    return list(Organisation.objects.filter(memberships__user__email__startswith="shop").distinct().order_by("pk"))


def _business(city: City, number: int) -> None:
    dice = city.dice(f"accounts.business.{number}")
    owner = make_person(person_name(dice), f"shop{number}@{HOST}", phone=phone_number(dice))
    pick = dice.randrange(len(TRADES))
    organisation = register_organisation(
        Actor.person(owner, Channel.COMMAND),
        registration_number(dice),
        f"{dice.choice(PLACES)} {TRADES[pick]} {number}호",
        owner.name,
        founded_on=date(dice.randrange(2008, 2026), dice.randrange(1, 13), dice.randrange(1, 28)),
        size_class=dice.choice([Organisation.SizeClass.MICRO] * 4 + [Organisation.SizeClass.SMALL]),
        industry_code=INDUSTRIES[pick] if _known(INDUSTRIES[pick]) else "",
        address=f"대전광역시 가상구 없는로 {number}",
        phone=phone_number(dice),
    )
    if number % 3:
        manager = Actor.person(office_person("manager"), Channel.COMMAND)
        confirm_business_status(manager, organisation.pk, BusinessStatus.ACTIVE, "사업자등록증 확인(시연)")
    if number % 10 == 1:
        colleague = make_person(person_name(dice), f"staff{number}@{HOST}")
        invitation = invite_member(Actor.person(owner, Channel.COMMAND), organisation.pk, colleague.email)
        accept_waiting_invitation(Actor.person(colleague, Channel.COMMAND), invitation.pk)


@cache
def _known(code: str) -> bool:
    return industry(NEWEST, code) is not None


@cache
def _password_hash() -> str:
    return make_password(DEMO_PASSWORD)
