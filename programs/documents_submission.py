"""What the applicant keeps of a version that was handed in: its receipt, and the application exactly as it was."""

from typing import Any

from django.utils.translation import gettext_lazy

from kernel.actor import Actor
from kernel.permissions import may
from programs.facts import own_application
from programs.models import Submission
from programs.presentation import answer_sections, applicant_facts, consent_rows, document_lines
from programs.registry import programme
from programs.wording import moment_text
from reports.registry import Document, Page, Params, Progress, register_document

KEEP_DAYS = 1825  # five years


def register() -> None:
    register_document(
        Document(
            code="programs.receipt",
            title=gettext_lazy("Receipt of application"),
            formats=("pdf",),
            issued=True,
            prefix="RC",
            may=may_read,
            build=build_receipt,
            public_facts=public_facts,
            keep_days=KEEP_DAYS,
        ),
        Document(
            code="programs.application",
            title=gettext_lazy("Application as handed in"),
            formats=("pdf",),
            issued=True,
            prefix="AP",
            may=may_read,
            build=build_application,
            public_facts=public_facts,
            keep_days=KEEP_DAYS,
        ),
    )


def _submission(params: Params) -> Submission | None:
    return (
        Submission.objects.filter(application__public_id=params["application"], version=params["version"])
        .select_related("application__call", "application__organisation", "application__user", "terms", "submitted_by")
        .first()
    )


def may_read(actor: Actor, params: Params) -> bool:
    """The applicant's members, and managers of the call."""
    submission = _submission(params)
    if submission is None:
        return False
    application = submission.application
    return own_application(actor.user, application) or may(actor, "manage_call", application.call)


def public_facts(params: Params) -> list[tuple[Any, str]]:
    """Nothing that says who applied: the holder of the paper knows."""
    submission = _submission(params)
    if submission is None:
        return []
    return [
        (gettext_lazy("Call"), submission.application.call.title),
        (gettext_lazy("Receipt number"), submission.application.receipt_number),
        (gettext_lazy("Version"), str(submission.version)),
        (gettext_lazy("Received"), moment_text(submission.submitted_at)),
        (gettext_lazy("Content (SHA-256)"), submission.content_hash),
    ]


def build_receipt(params: Params, progress: Progress) -> Page:
    """On one page: number, time, who and what, each document by its SHA-256, each consent with its text."""
    return _page("programs/documents/receipt.html", params)


def build_application(params: Params, progress: Progress) -> Page:
    """Everything that was handed in, read from the kept version alone: what was changed since does not show."""
    return _page("programs/documents/application.html", params)


def _page(template: str, params: Params) -> Page:
    submission = _submission(params)
    if submission is None:
        raise Submission.DoesNotExist
    return submission_page(template, submission)


def submission_page(template: str, submission: Submission) -> Page:
    """A version that was handed in, with what its ``template`` needs; also a paper of the audit pack."""
    application, terms = submission.application, submission.terms
    title = programme(application.call.programme).title_answer
    context = {
        "submission": submission,
        "received": moment_text(submission.submitted_at),
        "terms_made": moment_text(terms.made_at),
        "application": application,
        "call": application.call,
        "case": str(submission.answers.get(title) or "") if title else "",
        "applicant": applicant_facts(submission),
        "sections": answer_sections(terms.form_spec, submission.answers),
        "consents": consent_rows(submission),
        "documents": document_lines(submission),
    }
    return Page(template, context, name=f"{application.receipt_number}-{submission.version}")
