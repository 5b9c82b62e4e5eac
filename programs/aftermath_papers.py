"""What appeals and call-ups add to the audit pack of a case."""

from collections.abc import Iterator
from functools import partial

from django.utils.translation import gettext as _

from files.blobs import open_content
from programs.documents_notices import answer_page, appeal_receipt_page
from programs.models import Appeal, Application, ReserveCall
from programs.queries.appeals import opinions_of, present_files
from reports.registry import Column, Kept, Kind, Paper, Sheet, Workbook


def aftermath_papers(application: Application) -> Iterator[Paper]:
    """Each appeal that was filed with its opinions, answer and material; then the call-ups."""
    for appeal in application.appeals.exclude(filed_at=None).order_by("pk"):
        appeal.application = application
        yield from _appeal(appeal)
    called = list(ReserveCall.objects.filter(application=application).select_related("freed_by").order_by("pk"))
    if called:
        yield Paper(_("Call-ups from the reserve list"), _call_ups(called))


def _appeal(appeal: Appeal) -> Iterator[Paper]:
    numbered = {"number": appeal.number}
    yield Paper(_("Appeal %(number)s as filed") % numbered, appeal_receipt_page(appeal))
    opinions = opinions_of(appeal)
    if opinions:
        columns = [
            Column(_("Member")),
            Column(_("Asked at"), Kind.MOMENT),
            Column(_("View")),
            Column(_("Reason"), width=60),
            Column(_("Given at"), Kind.MOMENT),
        ]
        rows = [
            [one.member.name, one.asked_at, str(one.get_view_display()), one.reason, one.given_at] for one in opinions
        ]
        title = _("Opinions on appeal %(number)s") % numbered
        yield Paper(title, Workbook([Sheet(_("Opinions"), columns, rows)], appeal.number))
    if appeal.answer:
        yield Paper(_("Answer to appeal %(number)s") % numbered, answer_page(appeal))
    for one in present_files(appeal):
        content = one.file.content
        kept = Kept(one.file.name, partial(open_content, content), content.sha256)
        yield Paper(_("Material of appeal %(number)s") % numbered, kept)


def _call_ups(called: list[ReserveCall]) -> Workbook:
    columns = [
        Column(_("Called up at"), Kind.MOMENT),
        Column(_("In place of")),
        Column(_("Amount (won)"), Kind.WON),
        Column(_("Due at"), Kind.MOMENT),
        Column(_("State")),
        Column(_("Answered at"), Kind.MOMENT),
        Column(_("Reason"), width=40),
    ]
    rows = [
        [
            one.called_at,
            one.freed_by.receipt_number if one.freed_by else "",
            one.amount,
            one.due_at,
            str(one.stage.label),
            one.answered_at,
            one.reason,
        ]
        for one in called
    ]
    return Workbook([Sheet(_("Call-ups from the reserve list"), columns, rows)])
