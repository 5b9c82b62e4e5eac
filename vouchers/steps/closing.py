"""Steps at the end: reports, visits, evaluation, settlement, and money that is claimed back."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from kernel.actor import Actor
from vouchers.actions import clawback, exclusion, report, settlement
from vouchers.errors import ReportChanged
from vouchers.forms import case as forms
from vouchers.models import Agreement, Clawback, Evaluation, ExclusionProposal, Report, Settlement, SettlementLine
from vouchers.steps.step import Step, plain, said, step, stored


def _visit(actor: Actor, case: Agreement, given: dict[str, Any], _form: Any) -> object:
    visit = report.Visit(given["visited_on"], given["verdict"], given["findings"], mend_by=given["mend_by"])
    return report.note_site_check(actor, case.pk, visit, stored(actor, given["papers"]))


def _write(actor: Actor, one: Report, given: dict[str, Any], form: Any) -> object:
    """Saves what was typed, section by section; hands in when that button was pressed. A section that a colleague
    changed meanwhile is not written over: both texts come back side by side, everything else is kept."""
    for file in stored(actor, given.get("papers")):
        report.attach_to_report(actor, one.pk, file)
    one.refresh_from_db(fields=["content", "revisions"])
    typed = form.typed(one)
    revisions, conflicts = report.save_report(actor, one.pk, typed, form.base())
    form.renew(typed, revisions, conflicts)
    if conflicts:
        raise ReportChanged()
    return report.hand_in_report(actor, one.pk) if "hand_in" in form.data else None


def _no_final(case: Agreement) -> bool:
    return not case.reports.filter(kind="final").exists()


def _to_evaluate(case: Agreement) -> bool:
    """Of a case that was ended early no report need have come."""
    ready = case.state == "ended" or case.reports.filter(kind="final", state="accepted").exists()
    return ready and not Evaluation.objects.filter(agreement=case).exists()


def _evaluated(case: Agreement) -> bool:
    return Evaluation.objects.filter(agreement=case).exists()


def _settled(case: Agreement) -> bool:
    """Settled, and nothing is to be decided on or paid back any more."""
    back = case.clawbacks.filter(state__in=["proposed", "claimed"]).exists()
    return not back and Settlement.objects.filter(agreement=case, state="confirmed").exists()


def _not_excluded(one: Clawback) -> bool:
    return not ExclusionProposal.objects.filter(clawback=one).exclude(state="dropped").exists()


def reporting() -> Iterator[Step]:
    """What was done, and what the office finds of it."""
    yield step(
        "interim", _("Ask for an interim report"), Agreement, "manager", "in_force",
        lambda actor, case, given, _form: report.begin_report(actor, case.pk, "interim", given["due_on"]),
        form=forms.AskReportForm,
    )  # fmt: skip
    yield step(
        "final", _("Write the final report"), Agreement, "demand", "in_force ended",
        lambda actor, case, _given, _form: report.begin_report(actor, case.pk, "final"), when=_no_final,
    )  # fmt: skip
    yield step(
        "visit",
        _("Note a visit to the business"),
        Agreement,
        "manager",
        "in_force reported",
        _visit,
        form=forms.VisitForm,
    )
    yield step(
        "evaluate", _("Evaluate the case"), Agreement, "manager", "in_force ended",
        lambda actor, case, given, _form: report.evaluate(
            actor, case.pk, given["outcome"], given["reason"], given["points"]
        ),
        form=forms.EvaluateForm, tone="primary", when=_to_evaluate,
    )  # fmt: skip
    yield step(
        "end_work",
        _("End the work"),
        Agreement,
        "manager",
        "in_force",
        plain(report.end_work),
        tone="primary",
        when=_evaluated,
    )
    yield step(
        "write", _("Save"), Report, "demand", "draft returned", _write, form=forms.WriteReportForm, tone="primary"
    )
    yield step(
        "accept_report", _("Accept the report"), Report, "manager", "handed_in",
        lambda actor, one, _given, _form: report.answer_report(actor, one.pk, accepted=True), tone="primary",
    )  # fmt: skip
    yield step(
        "return_report", _("Return the report"), Report, "manager", "handed_in",
        lambda actor, one, given, _form: report.answer_report(actor, one.pk, accepted=False, answer=given["reason"]),
        form=forms.ReasonForm,
    )  # fmt: skip


def settling() -> Iterator[Step]:
    """Every cost with its evidence, examined by one and confirmed by another."""
    yield step(
        "settle",
        _("Begin the settlement"),
        Agreement,
        "demand manager",
        "reported ended",
        plain(settlement.begin_settlement),
        tone="primary",
    )
    yield step(
        "complete",
        _("Complete the case"),
        Agreement,
        "approver",
        "settling",
        plain(settlement.complete_case),
        tone="primary",
        when=_settled,
    )
    yield step(
        "evidence", _("Attach evidence"), SettlementLine, "demand", "draft returned",
        lambda actor, one, given, _form: settlement.attach_evidence(actor, one.pk, stored(actor, given["papers"])),
        form=forms.EvidenceForm,
    )  # fmt: skip
    yield step(
        "examine", _("Note the examination"), SettlementLine, "manager", "handed_in",
        lambda actor, one, given, _form: settlement.examine_line(
            actor, one.pk, given.get("disallowed") or 0, given.get("reason") or ""
        ),
        form=forms.ExamineForm,
    )  # fmt: skip
    yield step(
        "hand_in_settlement",
        _("Hand in the settlement"),
        Settlement,
        "demand",
        "draft returned",
        plain(settlement.hand_in_settlement),
        tone="primary",
    )
    yield step(
        "return_settlement",
        _("Return the settlement"),
        Settlement,
        "manager",
        "handed_in",
        said(settlement.return_settlement),
        form=forms.ReasonForm,
    )
    yield step(
        "end_examination",
        _("End the examination"),
        Settlement,
        "manager",
        "handed_in",
        plain(settlement.examine_settlement),
        tone="primary",
    )
    yield step(
        "confirm_settlement",
        _("Confirm the settlement"),
        Settlement,
        "approver",
        "examined",
        plain(settlement.confirm_settlement),
        tone="primary",
        never="examined_by_id",
    )
    yield step(
        "examine_again",
        _("Have it examined anew"),
        Settlement,
        "approver",
        "examined",
        said(settlement.examine_again),
        form=forms.ReasonForm,
    )


def claiming_back() -> Iterator[Step]:
    """Proposed by one, claimed by another."""
    yield step(
        "claim_back", _("Propose a clawback"), Agreement, "manager", "in_force reported ended settling completed",
        lambda actor, case, given, _form: clawback.propose_clawback(
            actor, case.pk, given["ground"], given["reason"], given["principal"], given["since"], given["due_on"],
            given["order"],
        ),
        form=forms.ProposeBackForm,
    )  # fmt: skip
    yield step(
        "claim",
        _("Claim the money back"),
        Clawback,
        "approver",
        "proposed",
        plain(clawback.claim),
        tone="primary",
        never="proposed_by_id",
    )
    yield step(
        "drop",
        _("Drop the clawback"),
        Clawback,
        "approver",
        "proposed",
        said(clawback.drop_clawback),
        form=forms.ReasonForm,
    )
    yield step(
        "recovery", _("Note money paid back"), Clawback, "finance", "claimed",
        lambda actor, one, given, _form: clawback.note_recovery(
            actor, one.pk, given["amount"], given["paid_on"], given["reference"]
        ),
        form=forms.RecoveryForm, tone="primary",
    )  # fmt: skip
    yield step(
        "waive",
        _("Waive the rest"),
        Clawback,
        "approver",
        "claimed",
        said(clawback.waive),
        form=forms.ReasonForm,
        tone="danger",
        never="proposed_by_id claimed_by_id",
    )
    yield step(
        "exclude", _("Propose to exclude the business from subsidies"), Clawback, "manager", "claimed collected",
        lambda actor, one, given, _form: exclusion.propose_exclusion(actor, one.pk, given["until"], given["basis"]),
        form=forms.ExcludeForm, tone="danger", when=_not_excluded,
    )  # fmt: skip
    yield step(
        "confirm_exclusion", _("Exclude the business"), ExclusionProposal, "approver", "proposed",
        plain(exclusion.confirm_exclusion), tone="danger", never="proposed_by_id",
        confirm=_("Exclude this business from subsidies? It stands in the list of every call from today."),
    )  # fmt: skip
    yield step(
        "drop_exclusion", _("Drop the exclusion"), ExclusionProposal, "approver", "proposed",
        said(exclusion.drop_exclusion), form=forms.ReasonForm, never="proposed_by_id",
    )  # fmt: skip
