"""What the office takes out of a call: scores, the ranking and its reasons, sheets, minutes, the pack of a case."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Role
from files.blobs import open_content
from kernel import clock
from kernel.actor import Actor
from kernel.models import AuditEntry
from kernel.permissions import may
from kernel.queries.audit import history_of
from kernel.registry import actor_label, verb_label
from programs.aftermath_papers import aftermath_papers
from programs.budget_pages import COLUMNS as MONEY
from programs.budget_pages import SPENT, budget_rows
from programs.budget_pages import Row as BudgetRow
from programs.choosing_pages import OUTCOMES
from programs.documents_submission import submission_page
from programs.models import Application, Call, Decision, Meeting, RankingRun, Screening
from programs.presentation import case_title, document_names, finding_rows
from programs.queries.budget import budget
from programs.queries.case_file import CaseFile, case_file, sheets_of_call
from programs.queries.ranking import run_in_force
from programs.reasons import why_text
from programs.registry import programme
from programs.rules.scoring import Criterion
from programs.wording import moment_text
from reports.registry import (
    Column,
    Document,
    Kept,
    Kind,
    Pack,
    Page,
    Paper,
    Params,
    Progress,
    Sheet,
    Workbook,
    register_document,
)


def register() -> None:
    register_document(
        Document("programs.scores", gettext_lazy("Scores"), ("xlsx", "csv"), may_call, build_scores),
        Document("programs.ranking_list", gettext_lazy("Ranking"), ("xlsx", "csv"), may_call, build_ranking_list),
        Document("programs.ranking_report", gettext_lazy("Ranking and its reasons"), ("pdf",), may_call, build_ranking),
        Document("programs.screening_sheet", gettext_lazy("Screening sheet"), ("pdf",), may_case, build_screening),
        Document("programs.scoring_sheets", gettext_lazy("Scoring sheets"), ("pdf",), may_case, build_sheets),
        Document("programs.budget", gettext_lazy("Use of the budget"), ("xlsx", "csv"), may_call, build_budget),
        Document("programs.minutes", gettext_lazy("Minutes of the panel"), ("pdf",), may_meeting, build_minutes),
        Document(
            "programs.audit_pack",
            gettext_lazy("Audit pack of a case"),
            ("zip",),
            may_pack,
            build_pack,
            file_name=pack_name,
        ),
    )


def may_call(actor: Actor, params: Params) -> bool:
    call = Call.objects.filter(pk=params["call"]).first()
    return call is not None and may(actor, "manage_call", call)


def may_case(actor: Actor, params: Params) -> bool:
    application = Application.objects.select_related("call").filter(public_id=params["application"]).first()
    return application is not None and may(actor, "manage_call", application.call)


def may_pack(actor: Actor, params: Params) -> bool:
    """Managers of the call, and auditors: the pack is made for them."""
    return may_case(actor, params) or bool(actor.user and actor.user.has_role(Role.AUDITOR))


def may_meeting(actor: Actor, params: Params) -> bool:
    meeting = Meeting.objects.select_related("call").filter(pk=params["meeting"]).first()
    return meeting is not None and may(actor, "manage_call", meeting.call)


# -- scores ------------------------------------------------------------------------------------------------------


def build_scores(params: Params, progress: Progress) -> Workbook:
    """One row for each sheet: points by criterion, total, opinion; streamed."""
    call = Call.objects.get(pk=params["call"])
    criteria = call.terms.judged
    columns = [
        Column(_("Receipt number"), width=20),
        Column(_("Applicant"), width=24),
        Column(_("Track"), width=16),
        Column(_("Reviewer"), width=14),
        Column(_("State"), width=12),
        *(Column(f"{_(one.label)} (/{one.points})", Kind.DECIMAL, width=14) for one in criteria),
        Column(_("Total"), Kind.DECIMAL),
        Column(_("Handed in at"), Kind.MOMENT),
        Column(_("Opinion"), width=50),
    ]
    sheet = Sheet(_("Scores"), columns, _score_rows(call, criteria))
    return Workbook([sheet], call.title, [(_("Call"), call.title)])


def _score_rows(call: Call, criteria: tuple[Criterion, ...]) -> Iterator[list[Any]]:
    labels = {track.code: _(track.label) if track.label else "" for track in call.terms.choosing_terms.tracks}
    for review in sheets_of_call(call.pk):
        application = review.assignment.application
        points = {score.criterion: score.points for score in review.scores.all()}
        yield [
            application.receipt_number,
            application.name,
            labels.get(application.track, application.track),
            str(review.assignment.reviewer),
            str(review.stage.label),
            *(points.get(one.key) for one in criteria),
            review.total,
            review.submitted_at,
            review.opinion,
        ]


# -- ranking -----------------------------------------------------------------------------------------------------


def _run(params: Params) -> RankingRun:
    """The run that is named, else the one in force. Raises RankingRun.DoesNotExist when there is none."""
    if params.get("run"):
        return RankingRun.objects.get(public_id=params["run"], call=params["call"])
    run = run_in_force(Call.objects.get(pk=params["call"]))
    if run is None:
        raise RankingRun.DoesNotExist
    return run


def _ranked_rows(run: RankingRun) -> list[dict[str, Any]]:
    """Every place as kept with the run, with its application and the reason in words."""
    call = run.call
    groups = programme(call.programme).groups
    criteria = {one.key: one.label for one in run.terms.scoring}
    labels = {track.code: track.label for track in run.terms.choosing_terms.tracks}
    found = {one.pk: one for one in call.applications.only("pk", "receipt_number", "name", "track")}
    rows = []
    for place in run.result["places"]:
        application = found.get(place["application"])
        rows.append({
            "rank": place["rank"],
            "number": application.receipt_number if application else "",
            "name": application.name if application else "",
            "track": _(labels[place["track"]]) if labels.get(place["track"]) else "",
            "score": place["score"],
            "bonus": place["bonus"],
            "outcome": str(OUTCOMES.get(place["proposal"], _("a person decides"))),
            "amount": place["amount"],
            "why": why_text(place, groups, criteria),
        })  # fmt: skip
    return rows


def build_ranking_list(params: Params, progress: Progress) -> Workbook:
    """The list as it was frozen, with the reason of every place."""
    run = _run(params)
    columns = [
        Column(_("Rank"), Kind.WHOLE),
        Column(_("Receipt number"), width=20),
        Column(_("Applicant"), width=24),
        Column(_("Track"), width=16),
        Column(_("Score"), Kind.DECIMAL),
        Column(_("Bonus points"), Kind.DECIMAL),
        Column(_("Proposal"), width=14),
        Column(_("Amount (won)"), Kind.WON, total=True),
        Column(_("Reason"), width=70),
    ]
    rows = (
        list((row | {name: Decimal(row[name]) if row[name] else None for name in ("score", "bonus")}).values())
        for row in _ranked_rows(run)
    )
    facts = [
        (_("Call"), run.call.title),
        (_("Ranking of"), moment_text(run.made_at)),
        (_("Hash of the inputs"), run.inputs_hash),
    ]
    return Workbook([Sheet(_("Ranking"), columns, rows, len(run.result["places"]))], run.call.title, facts)


def build_ranking(params: Params, progress: Progress) -> Page:
    """The list on paper: by whom it was made and confirmed, from which inputs, and why each place is where it is."""
    run = _run(params)
    context = {
        "run": run,
        "call": run.call,
        "rows": _ranked_rows(run),
        "tracks": len(run.terms.choosing_terms.tracks) > 1,
        "amounts": programme(run.call.programme).amount is not None,
    }
    return Page("programs/documents/ranking.html", context)


def build_budget(params: Params, progress: Progress) -> Workbook:
    """The budget by track, and its quotas on a sheet of their own."""
    call = Call.objects.get(pk=params["call"])
    shown = budget_rows(call, budget(call))["rows"]
    money = [Column(_("%(label)s (won)") % {"label": title}, Kind.WON, total=True) for title in MONEY.values()]
    columns = [Column(_("Track"), width=24), Column(_("Cases"), Kind.WHOLE, total=True), *money]
    rows = [[str(row.label), row.selected, *(one.won for one in row.figures)] for row in shown if not row.quota]
    sheets = [Sheet(_("Budget"), columns, rows)]
    if quotas := list(_quota_lines(shown)):
        heads = [_("Track"), _("Group"), _("Counted in"), _("To be reached"), _("Selected")]
        kinds = [Kind.TEXT, Kind.TEXT, Kind.TEXT, Kind.WHOLE, Kind.WHOLE]
        named = [Column(*pair) for pair in zip(heads, kinds, strict=True)]
        sums = [Column(_("%(label)s (won)") % {"label": MONEY[code]}, Kind.WON) for code in QUOTA_MONEY]
        sheets.append(Sheet(_("Quotas"), [*named, *sums], quotas))
    return Workbook(sheets, _("Use of the budget"), [(_("Call"), call.title)])


QUOTA_MONEY = ("decided", *SPENT)


def _quota_lines(rows: Sequence[BudgetRow]) -> Iterator[list[Any]]:
    """A line for each quota below its track: what is to be reached, what is, and where its cases' money is. A case may
    belong to several groups, so these have no sum."""
    track = ""
    for row in rows:
        if row.quota is None:
            track = str(row.label)
            continue
        won = {one.code: one.won for one in row.figures}
        counted = _("places") if row.in_places else _("won")
        quota = [track, str(row.label), counted, row.quota.need, row.quota.got]
        yield [*quota, *(won[code] for code in QUOTA_MONEY)]


# -- sheets and minutes ------------------------------------------------------------------------------------------


def build_screening(params: Params, progress: Progress) -> Page:
    return screening_page(case_file(params["application"]))


def screening_page(case: CaseFile) -> Page:
    """Every verdict on eligibility with what was found, ticked and said, the latest first."""
    labels = dict(programme(case.application.call.programme).checklist)
    rounds = [
        {
            "screening": one,
            "findings": finding_rows(one.findings),
            "checklist": [(_(labels.get(code, code)), ticked) for code, ticked in one.checklist.items()],
            "reason": dict(Screening.Reason.choices).get(one.reason_code, ""),
        }
        for one in reversed(case.screenings)
    ]
    context = {"application": case.application, "call": case.application.call, "rounds": rounds, "case": case}
    return Page("programs/documents/screening.html", context, name=f"{case.application.receipt_number}_screening")


def build_sheets(params: Params, progress: Progress) -> Page:
    return sheets_page(case_file(params["application"]))


def sheets_page(case: CaseFile) -> Page:
    """Every scoring sheet, those of revoked assignments marked as such."""
    criteria = case.application.call.terms.judged
    sheets = []
    for review in case.reviews:
        scores = {score.criterion: score for score in review.scores.all()}
        rows = [{"label": _(one.label), "points": one.points, "score": scores.get(one.key)} for one in criteria]
        sheets.append({"review": review, "rows": rows, "revoked": review.assignment.revoked_at is not None})
    context = {"application": case.application, "call": case.application.call, "sheets": sheets}
    return Page("programs/documents/scoring_sheets.html", context, name=f"{case.application.receipt_number}_sheets")


def build_minutes(params: Params, progress: Progress) -> Page:
    """The minutes of one meeting, with who was there and the scores agreed on."""
    meeting = Meeting.objects.select_related("call", "closed_by").get(pk=params["meeting"])
    labels = {one.key: _(one.label) for one in meeting.call.terms.scoring}
    agreed = [
        {"one": one, "points": [(labels.get(key, key), points) for key, points in one.points.items()]}
        for one in meeting.agreed.select_related("application").order_by("application__receipt_serial")
    ]
    return Page("programs/documents/minutes.html", {"meeting": meeting, "call": meeting.call, "agreed": agreed})


# -- the pack of a case ------------------------------------------------------------------------------------------


def pack_name(params: Params) -> str:
    number = Application.objects.values_list("receipt_number", flat=True).get(public_id=params["application"])
    return _("%(number)s-audit-pack") % {"number": number}


def build_pack(params: Params, progress: Progress) -> Pack:
    """Every document, event and file of one case, indexed; what programmes add to it comes after the engine's."""
    case = case_file(params["application"])
    application = case.application
    papers = [
        *_papers(case),
        *aftermath_papers(application),
        *programme(application.call.programme).papers(application),
    ]
    facts = [
        (_("Call"), application.call.title),
        (_("Receipt number"), application.receipt_number),
        (_("Applicant"), application.name),
        (_("State"), str(application.stage.label)),
        (_("Made at"), moment_text(clock.now())),
    ]
    return Pack(_("Audit pack of %(number)s") % {"number": application.receipt_number}, papers, facts, len(papers))


def _papers(case: CaseFile) -> Iterator[Paper]:
    for submission in case.submissions:
        title = _("Application as handed in, version %(version)s") % {"version": submission.version}
        yield Paper(title, submission_page("programs/documents/application.html", submission))
    if case.screenings:
        yield Paper(_("Screening sheet"), screening_page(case))
    if case.reviews:
        yield Paper(_("Scoring sheets"), sheets_page(case))
    if case.decision:
        yield Paper(_("Decision and its reason"), decision_page(case, case.decision))
    yield Paper(_("Events"), events_table(history_of(case.application), _("Events")))
    names = document_names(case.application.call.terms)
    for one in case.attachments:
        content = one.file.content
        kept = Kept(one.file.name, partial(open_content, content), content.sha256)
        taken_off = _("taken off later") if one.removed_at else ""
        title = _("File: %(kind)s") % {"kind": names.get(one.kind, one.kind)}
        yield Paper(" ".join(filter(None, (title, taken_off))), kept)


def decision_page(case: CaseFile, decision: Decision) -> Page:
    """What was decided, by whom, from which ranking, and why."""
    call = case.application.call
    criteria = {one.key: one.label for one in call.terms.scoring}
    context = {
        "application": case.application,
        "call": call,
        "case": case_title(case.application),
        "decision": decision,
        "why": why_text(decision.why, programme(call.programme).groups, criteria),
    }
    return Page("programs/documents/decision.html", context, name=f"{case.application.receipt_number}_decision")


def events_table(lines: QuerySet[AuditEntry], title: str) -> Workbook:
    """Lines of the audit trail, oldest first, each with the hash that links it to the chain."""
    columns = [
        Column(_("Number"), Kind.KEY),
        Column(_("Time"), Kind.MOMENT),
        Column(_("Who")),
        Column(_("What")),
        Column(_("Reason")),
        Column(_("Before")),
        Column(_("After")),
        Column("SHA-256"),
    ]
    rows = (
        [
            one.id,
            one.at,
            str(actor_label(one.actor_label)),
            str(verb_label(one.verb, one.entity)),
            one.reason,
            one.before,
            one.after,
            one.hash,
        ]
        for one in lines.order_by("id")
    )
    return Workbook([Sheet(title, columns, rows)], _("events"))
