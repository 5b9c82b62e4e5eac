"""Priority groups are seen by the applicant and by those who may see them, and by nobody else: every page, file, paper,
message, trail and frozen list of a whole case is read by everybody else, with data in it that could leak."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from functools import cache, cached_property
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation
from openpyxl import load_workbook
from pypdf import PdfReader

from accounts.models import Role, User
from internships import actions
from internships.models import Placement, PriorityClaim
from internships.programme import CHOOSING
from internships.rules.priority import CODES, GROUPS
from kernel.models import AccessEntry, AuditEntry
from notices.models import Notice
from programs import actions as engine
from programs.models import Application, Review
from reports import registry
from tests.internships import factories as make
from tests.papers import made

pytestmark = pytest.mark.django_db

NAME = "보호종료확인서_유관순.pdf"  # what the applicant's file is called on their own device
REASON = "장애인증명서의 발급기관을 알아볼 수 없습니다."
PERSON = "유관순"


class Case:
    """An applicant with two groups that were found proven and one that was not, interviewed, placed on a kept seat."""

    def __init__(self) -> None:
        self.manager, self.approver = make.manager("이몽룡"), make.manager("심청")
        self.call = make.call_of(
            self.manager,
            choosing=make.with_lot(CHOOSING, "2026"),
            groups=["care_leaver", "low_income", "disabled"],
            priority_points="3",
        )
        engine.add_approver(make.acting(self.manager), self.call.pk, self.approver)
        self.checker = make.manager("박문수")
        actions.let_see_priority(make.acting(self.manager), self.call.pk, self.checker)
        self.position = make.position(self.call, seats=1)
        actions.reserve_seats(make.SYSTEM, self.position.pk, {"care_leaver": 1})
        self.application, self.other = make.submitted(self.call, make.person(PERSON)), make.submitted(self.call)
        self.claims = [self._claim(group) for group in ("care_leaver", "low_income", "disabled")]
        self._chosen()

    def _claim(self, group: str) -> PriorityClaim:
        upload = make.evidence(NAME, pages=1 + len(group))
        user = make.acting(self.application.user)
        claim = actions.name_group(user, self.application.pk, group, upload)
        proven = group != "disabled"
        return actions.judge_claim(make.acting(self.checker), claim.pk, proven=proven, reason="" if proven else REASON)

    def _chosen(self) -> None:
        """Screened, interviewed, ranked by one and confirmed by another, published, matched and offered."""
        ticked = dict.fromkeys(("age", "residence", "employment"), True)
        make.past(self.call)
        for one in (self.application, self.other):
            engine.screen_application(make.SYSTEM, one.pk, eligible=True, checklist=ticked)
        self.interviewer = make.interviewer(self.call)
        self.day = make.interview_day(self.call, self.interviewer)
        slots = list(self.day.slots.order_by("starts_at"))
        for one, slot in zip((self.application, self.other), slots, strict=False):
            booking = actions.book_interview(make.acting(one.user), one.pk, slot.pk)
            self.booking = booking
            self._judged(one)
        self.run = engine.propose_ranking(make.acting(self.manager), self.call.pk)
        engine.confirm_ranking(make.acting(self.approver), self.run.pk)
        engine.publish_results(make.SYSTEM, self.call.pk)
        self.matching = actions.propose_matching(make.acting(self.manager), self.call.pk)
        actions.confirm_matching(make.acting(self.approver), self.matching.pk)
        self.application.refresh_from_db()
        self.placement = Placement.objects.get(application=self.application)
        actions.accept_placement(make.acting(self.application.user), self.placement.pk)

    def _judged(self, application: Application) -> None:
        review = Review.objects.get(assignment__application=application)
        sheet = {"points-motivation": "25", "points-skills": "30", "points-attitude": "20"}
        engine.save_review(make.acting(self.interviewer), review.pk, sheet, {})
        engine.submit_review(make.acting(self.interviewer), review.pk)
        self.review = review

    @property
    def others(self) -> dict[str, User]:
        """Everybody who may not see it, by what they are."""
        mentor = self.position.mentor
        people = {
            "manager": self.manager,
            "approver": self.approver,
            "interviewer": self.interviewer,
            "other applicant": self.other.user,
            "auditor": make.person("암행어사", Role.AUDITOR),
            "host": make.member_of(self.position.host),
        }
        return people | ({"mentor": mentor} if mentor else {})

    @cached_property
    def arguments(self) -> list[dict[str, Any]]:
        """Values by the names that addresses give them; each address is opened with those that fit."""
        evidence = self.claims[0].files.get()
        common = {
            "call_id": self.call.pk, "public_id": self.application.public_id, "application_id": self.application.pk,
            "day_id": self.day.pk, "position_id": self.position.pk, "placement_id": self.placement.pk,
            "booking_id": self.booking.pk, "review_id": self.review.pk, "host_id": self.position.host_id,
            "claim_id": self.claims[0].pk, "file_id": evidence.pk, "run_id": self.matching.pk, "code": "x",
        }  # fmt: skip
        return [
            common,
            {**common, "run_id": self.run.pk, "claim_id": self.claims[2].pk},
            {**common, "public_id": evidence.file.public_id},
        ]

    @cached_property
    def secrets(self) -> set[str]:
        """What nobody else reads anywhere: the file's name, its address, and why it was not proven. (The trail has its
        hash: that a file was stored, which tells nothing to whoever does not have it.)"""
        addresses = {str(claim.files.get().file.public_id) for claim in self.claims}
        return {NAME, NAME.removesuffix(".pdf"), REASON} | addresses


@cache
def labels() -> set[str]:
    """Every group's code and its name in both languages; without the words that pages use for other things (a button
    that is disabled, a parking place)."""
    found = {code for code in CODES if "_" in code}
    for language in ("ko", "en"):
        with translation.override(language):
            found |= {translation.gettext(one.label) for one in GROUPS if "_" in one.code}
    return found


def addresses(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[tuple[str, list[str]]]:
    """Every address that a page may have, with the names of its arguments."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from addresses(pattern.url_patterns, inner)
        elif pattern.name:
            yield f"{space}{pattern.name}", list(pattern.pattern.converters)


def check(text: str, where: str, case: Case) -> None:
    """Nothing of the evidence; and where the applicant is named, no group either."""
    for secret in case.secrets:
        assert secret not in text, f"{where}: {secret}"
    if PERSON in text or case.application.receipt_number in text:
        found = [label for label in labels() if label in text]
        assert not found, f"{where} names the applicant and {found}"


def check_host(text: str, where: str) -> None:
    """A host reads neither groups nor that somebody was chosen by one."""
    found = [label for label in labels() if label in text]
    assert not found, f"{where}: {found}"


def signed_in(person: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_no_page_shows_a_group_to_anybody_else() -> None:
    case, opened = Case(), 0
    pages = [(n, a) for n, a in addresses(get_resolver().url_patterns) if n.split(":")[0] in
             {"internships", "programs", "reports", "files", "notices", "kernel", "accounts", "home"}]  # fmt: skip
    found = {address: name for name, asked in pages for address in reversed_with(case, name, asked)}
    for who, person in case.others.items():
        client = signed_in(person)
        for address, name in found.items():
            answer = client.get(address)
            if answer.status_code == 200 and "html" in answer.headers.get("Content-Type", ""):
                opened += 1
                text = answer.content.decode()
                check(text, f"{who} at {address}", case)
                if who in {"host", "mentor", "interviewer"} and not name.startswith("programs:call"):
                    check_host(text, f"{who} at {address}")
    assert opened > 60, "hardly a page was opened"


def reversed_with(case: Case, name: str, asked: list[str]) -> Iterator[str]:
    """The page's address with everything of the case that its arguments can name."""
    for values in case.arguments:
        if set(asked) <= set(values):
            with suppress(NoReverseMatch):  # an argument of another kind
                yield reverse(name, kwargs={key: values[key] for key in asked})


def test_nobody_else_gets_a_file_and_the_page_of_a_claim() -> None:
    case = Case()
    evidence = case.claims[0].files.get()
    for who, person in case.others.items():
        client = signed_in(person)
        for address in (
            reverse("files:download", args=[evidence.file.public_id]),
            reverse("files:preview", args=[evidence.file.public_id]),
            reverse("internships:priority_evidence", args=[evidence.pk]),
            reverse("internships:priority_claim", args=[case.claims[0].pk]),
        ):
            assert client.get(address).status_code in {403, 404}, f"{who} got {address}"
    assert signed_in(case.checker).get(reverse("files:download", args=[evidence.file.public_id])).status_code == 404


def test_whoever_may_see_it_sees_it_and_each_look_is_kept() -> None:
    case = Case()
    client, before = signed_in(case.checker), AccessEntry.objects.count()
    page = client.get(reverse("internships:priority_claim", args=[case.claims[2].pk])).content.decode()
    assert "장애인" in page and REASON in page
    answer = client.get(reverse("internships:priority_evidence", args=[case.claims[0].files.get().pk]))
    assert answer.getvalue() == make.evidence(pages=1 + len("care_leaver")).read()
    assert NAME not in answer.headers["Content-Disposition"]
    assert AccessEntry.objects.count() == before + 2
    own = signed_in(case.application.user).get(reverse("internships:priority", args=[case.application.public_id]))
    assert REASON in own.content.decode()


def params_of(case: Case) -> dict[str, list[dict[str, Any]]]:
    application, call = str(case.application.public_id), {"call": case.call.pk}
    return {
        **{code: [{"application": application, "version": 1}] for code in ("programs.receipt", "programs.application")},
        **{
            code: [{"application": application}]
            for code in ("programs.scoring_sheets", "programs.screening_sheet", "programs.decision_notice",
                         "programs.audit_pack")
        },
        **{
            code: [call]
            for code in ("programs.applications", "programs.ranking", "programs.ranking_report", "programs.scores",
                         "internships.interview_list", "internships.positions", "internships.placements",
                         "internships.placement_letters", "internships.placement_roll", "programs.decision_notices")
        },
        "internships.interview_sheets": [{"day": case.day.pk}],
        "internships.placement_letter": [{"placement": case.placement.pk}],
        **{code: [{"run": case.matching.pk}] for code in ("internships.matching", "internships.matching_list")},
    }  # fmt: skip


def text_of(content: bytes, format: str) -> str:
    if format == "pdf":
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    if format == "xlsx":
        book = load_workbook(io.BytesIO(content))
        return "\n".join(str(cell.value) for sheet in book for row in sheet for cell in row)
    if format == "zip":
        with zipfile.ZipFile(io.BytesIO(content)) as pack:
            inner = [(name, pack.read(name)) for name in pack.namelist()]
        return "\n".join(f"{name}\n{text_of(data, name.rpartition('.')[2])}" for name, data in inner)
    return content.decode("utf-8-sig", errors="replace")


def test_no_paper_and_no_export_holds_a_group() -> None:
    case, drawn = Case(), set()
    known = {one.code: one for one in registry._documents.values()}
    for code, every in params_of(case).items():
        for params in every if code in known else ():
            for format in known[code].formats:
                text = text_of(made(make.SYSTEM, code, params, format), format)
                check(text, f"{code}.{format}", case)
                drawn.add(code)
    assert len(drawn) > 10, drawn


def test_no_message_no_line_of_the_trail_and_no_frozen_list_holds_a_group() -> None:
    case = Case()
    for notice in Notice.objects.exclude(recipient=case.checker):
        check(f"{notice.subject}\n{notice.body}\n{PERSON}", f"notice {notice.code}", case)
    for entry in AuditEntry.objects.exclude(verb__in=["create", "publish", "propose", "store_file"]):
        text = f"{entry.before}\n{entry.after}\n{entry.reason}"
        assert not [secret for secret in case.secrets if secret in text], (entry.verb, text)
        if entry.entity != "programs.call":
            assert not [label for label in labels() if label in text], (entry.verb, text)
    for entry in AuditEntry.objects.filter(verb="store_file"):
        assert NAME not in entry.after
    for look in AccessEntry.objects.all():
        assert not [word for word in labels() | {NAME, REASON} if word in f"{look.fields}{look.reason}{look.subject}"]
    case.run.refresh_from_db()
    assert not [label for label in labels() if label in case.run.inputs]
    assert not [label for label in labels() if label in str(case.application.answers) + str(case.application.groups)]
