"""A finished case is archived, kept by its law, and destroyed by two people: personal data and files really gone, the
books and figures as they were, and a worker that is killed anywhere leaves nothing half done for good."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InternalError, OperationalError, ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse

from files import blobs
from files.actions import store
from files.models import StoredFile
from kernel import clock
from kernel.erasure import under_order
from kernel.errors import NotVisible, ReasonNeeded
from kernel.models import AccessEntry, AuditEntry
from kernel.personal import reveal
from kernel.queries.audit import history_of, verify_chain
from programs.actions import destruction
from programs.actions.archive import decide_destruction, propose_destruction
from programs.actions.destruction import carry_on, carry_out
from programs.documents_archive import sheet
from programs.errors import SecondPersonNeeded
from programs.errors_archive import NotYetDue
from programs.models import ArchivedCase, Destruction, DestructionOrder, RankingRun, Submission
from programs.queries.ranking import ranking_inputs
from programs.rules.ranking.inputs import RULE, text_hash, to_json
from tests import server
from tests.at_once import at_once
from tests.destroying import Killed, found_anywhere, in_storage
from tests.vouchers import cases as make
from tests.vouchers.test_surveys import GOOD, _complete
from vouchers.actions.archive import archive_case, archive_finished
from vouchers.actions.order import cancel_order
from vouchers.actions.report import Visit, begin_report, note_site_check, save_report
from vouchers.actions.signal import answer_signal
from vouchers.actions.survey import answer_survey, ask_survey
from vouchers.models import Agreement, Line, Order, Signal, SurveyRequest, Voucher
from vouchers.queries.ledger import faults
from vouchers.queries.reconcile import differences

pytestmark = pytest.mark.django_db
NAME, PHONE, MAIL = "남궁가온", "010-0000-7731", "gaon7731@example.org"
PLANTED = (NAME, PHONE, MAIL)
LAW = "지방보조금법 제16조제3항, 제28조의5"


def png(name: str, words: str) -> SimpleUploadedFile:
    from tests.programs import factories as engine

    return SimpleUploadedFile(name, engine.png().read() + words.encode(), "image/png")


def planted() -> tuple[make.World, Voucher, StoredFile]:
    """A case with a person's name, telephone and mail in every place where somebody may write them."""
    answers = {"contact_name": NAME, "contact_phone": PHONE, "contact_email": MAIL}
    world, voucher = make.issued(make.selected(**answers))
    cancel_order(world.as_("seller"), make.order(world, voucher).pk, f"{NAME} 대표와 통화해 취소합니다. {PHONE}")
    make.paid(world, voucher)
    _looked_at(world)
    owner, manager = world.as_("owner"), world.as_("manager")
    file = store(owner, png(f"{NAME}_증빙.png", f"{NAME} {PHONE}"))
    report = begin_report(owner, voucher.agreement_id, "final")
    save_report(owner, report.pk, {"summary": f"{NAME}({PHONE})이 썼습니다."}, {})
    report.files.add(file)
    visit = Visit(clock.today(), "good", f"{NAME} 담당자와 확인했습니다.")
    note_site_check(manager, voucher.agreement_id, visit, [file])
    _complete(Agreement.objects.get())
    for request in ask_survey(make.SYSTEM, voucher.agreement_id, "satisfaction"):
        who = owner if request.party == "demand" else world.as_("seller")
        answer_survey(who, request.pk, {**GOOD, "wish": f"{NAME}에게 물어보세요. {MAIL}"})
    return world, voucher, file


def _looked_at(world: make.World) -> None:
    """A reason to look is answered, the ranking's inputs are frozen, personal data is read in full: each in words."""
    application, manager = world.application, world.as_("manager")
    signal = Signal.objects.create(call=world.call, kind="phone", fingerprint="0" * 64, facts={"applicants": 2})
    signal.applications.add(application)
    answer_signal(manager, signal.pk, "explain", f"{NAME}에게 {PHONE}로 확인했습니다.")
    kept = to_json(ranking_inputs(world.call))
    RankingRun.objects.create(
        call=world.call, terms=world.call.terms, rule=RULE, inputs=kept, inputs_hash=text_hash(kept), result={}
    )
    reveal(manager, application, ["name"], subject=NAME, task="screening", reason=f"{MAIL}로 문의가 왔습니다.")


def archived() -> tuple[make.World, Voucher, StoredFile]:
    world, voucher, file = planted()
    archive_case(world.as_("manager"), voucher.agreement_id)
    return world, voucher, file


def years_later() -> Any:
    return make.on(ArchivedCase.objects.get().keep_until)


def approved(world: make.World) -> DestructionOrder:
    keys = list(ArchivedCase.objects.values_list("pk", flat=True))
    order = propose_destruction(world.as_("manager"), world.call.pk, keys, "보존기간 만료")
    return decide_destruction(world.as_("approver"), order.pk, approved=True)


def test_a_finished_case_is_archived_with_the_day_and_law_until_which_it_is_kept() -> None:
    world, _voucher, _file = planted()
    with pytest.raises(NotVisible):
        archive_case(world.as_("owner"), Agreement.objects.get().pk)
    today = clock.today()
    with make.on(date(today.year + 1, 1, 1)):
        assert archive_finished(make.SYSTEM) == 1
        assert archive_finished(make.SYSTEM) == 0
    case = ArchivedCase.objects.get()
    assert (case.state, case.keep_law) == ("kept", LAW)
    assert case.keep_until == make.years_after(today, 5)


def test_nothing_is_proposed_before_its_day_and_a_second_person_decides() -> None:
    world, _voucher, _file = archived()
    manager = world.as_("manager")
    with pytest.raises(NotYetDue):
        propose_destruction(manager, world.call.pk, [ArchivedCase.objects.get().pk], "보존기간 만료")
    with years_later():
        with pytest.raises(NotVisible):
            propose_destruction(world.as_("finance"), world.call.pk, [ArchivedCase.objects.get().pk], "만료")
        with pytest.raises(ReasonNeeded):
            propose_destruction(manager, world.call.pk, [ArchivedCase.objects.get().pk], " ")
        order = propose_destruction(manager, world.call.pk, [ArchivedCase.objects.get().pk], "보존기간 만료")
        with pytest.raises(NotYetDue):  # it stands in an open proposal
            propose_destruction(world.as_("colleague"), world.call.pk, [ArchivedCase.objects.get().pk], "또")
        assert carry_out(make.SYSTEM, order.pk) is False, "nothing is erased without a second person"
        make.may(world, "manager", "approver", "approve_call")
        with pytest.raises(SecondPersonNeeded):
            decide_destruction(world.as_("manager"), order.pk, approved=True)
        with pytest.raises(ReasonNeeded):
            decide_destruction(world.as_("approver"), order.pk, approved=False)


def test_personal_data_and_files_are_gone_from_every_table_and_from_the_storage_and_the_books_stand() -> None:
    world, _voucher, _file = archived()
    assert found_anywhere(PHONE)
    assert in_storage(NAME)
    before = differences()
    lines = list(Line.objects.order_by("pk").values_list("account", "amount"))
    with years_later():
        order = approved(world)
        assert carry_out(make.SYSTEM, order.pk)
    for words in PLANTED:
        assert found_anywhere(words) == set(), words
        assert not in_storage(words)
    made = Destruction.objects.get()
    assert (made.destroyed_by, made.witnessed_by) == (world.office.manager, world.office.approver)
    assert made.rule.startswith(LAW)
    assert made.kinds["file"] > 0
    assert Agreement.objects.get().state == "destroyed"
    assert list(Line.objects.order_by("pk").values_list("account", "amount")) == lines
    assert faults() == []
    assert differences() == before
    assert verify_chain(AuditEntry).fault == verify_chain(AccessEntry).fault == "", "the trail is whole"
    run = RankingRun.objects.get()
    assert text_hash(run.inputs) == run.inputs_hash, "points and numbers of receipt are no words about people"
    cancelled = history_of(Order.objects.get(state="cancelled")).get(verb="cancel")
    assert (cancelled.reason, cancelled.after, cancelled.actor_label) == ("", "{}", "–")
    assert cancelled.actor_id == world.seller.pk, "who did what stays, by number"
    claimed = history_of(Agreement.objects.get()).filter(actor_id=world.office.manager.pk).first()
    assert claimed is not None
    assert claimed.actor_label == str(world.office.manager), "an official's name stays"
    answers = SurveyRequest.objects.get(party="demand").answer.answers
    assert answers == {key: value for key, value in GOOD.items() if key != "wish"}, "figures stay"
    assert carry_out(make.SYSTEM, order.pk) is False


def test_a_file_that_another_case_needs_stays_with_it() -> None:
    world, _voucher, file = archived()
    other = make.selected()
    other.application.attachments.create(kind="plan", file=file, attached_by=world.owner)
    with years_later():
        carry_out(make.SYSTEM, approved(world).pk)
    assert StoredFile.objects.filter(pk=file.pk).exists()
    assert blobs.present(file.content)


def test_the_database_lets_nothing_but_blanking_through_and_only_under_a_decided_order() -> None:
    world, _voucher, _file = archived()
    one = Submission.objects.get()

    def change(**values: Any) -> None:
        with transaction.atomic():
            Submission.objects.filter(pk=one.pk).update(**values)

    with pytest.raises((InternalError, OperationalError)):
        change(answers={})
    with years_later():
        order = approved(world)
    with transaction.atomic():
        under_order(order.pk)
        with pytest.raises((InternalError, OperationalError)):
            change(answers={"project_title": "다른 사업"})
        change(answers={})
    with transaction.atomic():
        under_order(order.pk + 1)
        with pytest.raises((InternalError, OperationalError)):
            change(applicant={})


def test_the_pages_lead_from_what_is_due_to_the_record_and_say_that_the_records_are_gone() -> None:
    world, _voucher, _file = archived()
    clients = {}
    for who in ("owner", "manager", "approver", "auditor"):
        clients[who] = Client()
        clients[who].force_login(getattr(world, who, None) or getattr(world.office, who))
    archive = reverse("programs:archive")
    propose = reverse("programs:propose_destruction", args=[world.call.pk])
    case, kept = Agreement.objects.get(), ArchivedCase.objects.get()
    assert propose not in clients["manager"].get(archive).content.decode(), "nothing is due yet"
    with years_later():
        page = clients["manager"].get(archive).content.decode()
        assert propose in page
        assert LAW in page
        assert propose not in clients["auditor"].get(archive).content.decode()
        assert clients["manager"].post(propose, {"case": [kept.pk], "reason": " "}).status_code == 422
        assert clients["manager"].post(propose, {"case": [kept.pk], "reason": "보존기간 만료"}).status_code == 302
        order = DestructionOrder.objects.get()
        decide = reverse("programs:decide_destruction", args=[order.public_id])
        shown = reverse("programs:destruction", args=[order.public_id])
        assert decide not in clients["manager"].get(shown).content.decode()
        assert shown in clients["approver"].get("/").content.decode()
        assert decide in clients["approver"].get(shown).content.decode()
        assert clients["approver"].post(decide, {"verb": "approve"}).status_code == 302
        carry_out(make.SYSTEM, order.pk)
        assert "dl" in clients["auditor"].get(shown).content.decode()
        gone = reverse("vouchers:case", args=[case.public_id])
        for who in clients:
            assert order.number in clients[who].get(gone).content.decode() or who == "owner"
        text = reverse("vouchers:agreement_text", args=[case.public_id, 1])
        assert clients["manager"].get(text).status_code == 410
        for url in (
            reverse("programs:manage_case", args=[world.application.public_id]),
            reverse("programs:manage_cases", args=[world.call.pk]),
            reverse("vouchers:cases"),
            reverse("vouchers:surveys", args=[world.call.pk]),
        ):
            assert clients["manager"].get(url).status_code == 200, url
        own = reverse("programs:application", args=[world.application.public_id])
        assert clients["owner"].get(own).status_code in {200, 410}
    sheet_ = sheet(order)
    assert [row["number"] for row in sheet_["rows"]] == [case.number]


def test_an_answer_stays_while_another_case_that_it_touches_is_kept() -> None:
    world, _voucher, _file = archived()
    other, _other_voucher = make.issued(make.selected(call=world.call))
    signal = Signal.objects.get()
    signal.applications.add(other.application)
    with years_later():
        keys = list(ArchivedCase.objects.values_list("pk", flat=True))
        order = propose_destruction(world.as_("manager"), world.call.pk, keys, "보존기간 만료")
        carry_out(make.SYSTEM, decide_destruction(world.as_("approver"), order.pk, approved=True).pk)
    signal.refresh_from_db()
    assert NAME in signal.answer
    assert found_anywhere(NAME) == {"vouchers_signal", "kernel_auditentry"}
    assert [one.entity for one in AuditEntry.objects.filter(reason__contains=NAME)] == ["vouchers.signal"]


@pytest.mark.django_db(transaction=True)
def test_no_line_of_the_trail_loses_its_words_without_an_order_or_its_seal() -> None:
    """The application cannot blank a line by itself; one that is blanked and not sealed, or changed afterwards, is
    found at its number."""
    world, _voucher, _file = archived()
    line = AuditEntry.objects.filter(verb="cancel").get()

    def erase(order: int) -> None:
        with transaction.atomic():
            under_order(order)
            with connection.cursor() as cursor:
                cursor.execute("SELECT hanbat_erase_lines('audit', %s, '{}')", [[line.pk]])

    with pytest.raises((InternalError, OperationalError), match="append-only"):
        erase(1)
    with years_later():
        order = approved(world)
    with pytest.raises(ProgrammingError), transaction.atomic():  # not even then by a statement of its own
        under_order(order.pk)
        AuditEntry.objects.filter(pk=line.pk).update(reason="", erased_by=order.pk)
    erase(order.pk)
    assert verify_chain(AuditEntry).first_bad == line.pk, "no line of the trail says so"
    carry_out(make.SYSTEM, order.pk)
    erased = AuditEntry.objects.filter(erased_by=order.pk).exclude(pk=line.pk).order_by("pk").first()
    assert erased is not None
    with psycopg.connect(server.owner_url(connection.settings_dict["NAME"]), autocommit=True) as owner:
        owner.execute("ALTER TABLE kernel_auditentry DISABLE TRIGGER USER")
        owner.execute("UPDATE kernel_auditentry SET verb = 'other' WHERE id = %s", [erased.pk])
        owner.execute("ALTER TABLE kernel_auditentry ENABLE TRIGGER USER")
    assert verify_chain(AuditEntry).first_bad == min(line.pk, erased.pk)


BATCHES = (
    "_erase_batch", "_remove_files", "_remove_bytes", "_forget_messages", "_destroy_papers", "_go_further",
    "_erase_lines", "_certify", "_end",
)  # fmt: skip


@pytest.mark.parametrize("after", [0, 3])
@pytest.mark.parametrize("step", BATCHES)
def test_a_worker_that_is_killed_goes_on_where_it_was(step: str, after: int, monkeypatch: pytest.MonkeyPatch) -> None:
    world, _voucher, _file = archived()
    real: Callable[..., Any] = getattr(destruction, step)
    done = 0

    def dies(*given: Any) -> Any:
        nonlocal done
        done += 1
        if done > after:
            raise Killed
        return real(*given)

    monkeypatch.setattr(destruction, "BATCH", 1)
    with years_later():
        order = approved(world)
        with monkeypatch.context() as patch:
            patch.setattr(destruction, step, dies)
            try:
                carry_out(make.SYSTEM, order.pk)
            except Killed:
                assert DestructionOrder.objects.get().state == "approved"
        carry_on(make.SYSTEM)
    assert DestructionOrder.objects.get().state == "carried_out"
    assert found_anywhere(NAME) == set()
    assert not verify_chain(AuditEntry).fault
    assert not in_storage(NAME)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_destroy_once() -> None:
    world, _voucher, _file = archived()
    with years_later():
        order = approved(world)
    at_once([lambda: carry_out(make.SYSTEM, order.pk)] * 2)
    carry_on(make.SYSTEM)
    assert Destruction.objects.count() == 1
    assert found_anywhere(PHONE) == set()
