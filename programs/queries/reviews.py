"""What a reviewer sees: their own assignments, nothing else; in blind calls nothing that says who applies."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from files.models import StoredFile
from files.rules.names import ending
from kernel.actor import Actor
from kernel.errors import NotVisible
from programs.models import Application, Call, Review, Submission
from programs.presentation import answer_sections, case_title
from programs.registry import programme
from programs.rules.blind import blacked_out, names_to_hide
from programs.rules.form import FormSpec, Kind

UNJUDGED = ("contact", "consents", "consent", "bonus")  # sections that say nothing of what is judged


def my_reviews(user: User) -> QuerySet[Review]:
    """The reviews asked of the person, open ones first."""
    return (
        Review.objects.filter(assignment__reviewer=user, assignment__revoked_at=None)
        .select_related("assignment__application__call", "assignment__application__organisation")
        .order_by(
            F("submitted_at").asc(nulls_first=True),
            "assignment__application__call_id",
            "assignment__application__receipt_serial",
        )
    )


def my_review(actor: Actor, review_id: int) -> Review:
    """One of them. Raises NotVisible for everybody else's."""
    if actor.user is None:
        raise NotVisible()
    review = my_reviews(actor.user).filter(pk=review_id).first()
    if review is None:
        raise NotVisible()
    return review


def is_blind(call: Call) -> bool:
    """Whether the call is judged without names: because persons apply, or because its terms say so."""
    return programme(call.programme).blind or call.terms.choosing_terms.panel.blind


def neutral_name(application: Application) -> str:
    """What reviewers call a case of a blind call: Application 017."""
    return _("Application %(number)s") % {"number": f"{application.receipt_serial or 0:03d}"}


@dataclass(frozen=True)
class Shown:
    """A case as its reviewers see it. ``number`` and ``applicant`` are empty in blind calls."""

    name: str
    title: str
    number: str
    applicant: str


def shown_cases(applications: Iterable[Application]) -> dict[int, Shown]:
    """Application → what stands for it in lists and headings; in blind calls two statements more."""
    cases = list(applications)
    calls: dict[int, Call] = {}
    for one in cases:  # one call, its terms read once
        one.call = calls.setdefault(one.call_id, one.call)
    blind = [one for one in cases if is_blind(one.call)]
    hidden = secrets_of(blind)
    return {one.pk: _shown(one, hidden.get(one.pk)) for one in cases}


def _shown(application: Application, secrets: list[re.Pattern[str]] | None) -> Shown:
    title = case_title(application)
    if secrets is None:
        return Shown(application.receipt_number, title, application.receipt_number, application.name)
    return Shown(neutral_name(application), blacked_out(title, secrets), "", "")


def secrets_of(applications: list[Application]) -> dict[int, list[re.Pattern[str]]]:
    """Application → patterns of everything that is known to say who applies: business, its people, their numbers and
    addresses, and the answers that the form marks. Two statements."""
    organisations = {one.organisation_id for one in applications if one.organisation_id}
    members: dict[int, list[User]] = {}
    for one in Membership.objects.filter(organisation__in=organisations).select_related("user"):
        members.setdefault(one.organisation_id, []).append(one.user)
    people = {one.pk: one for one in User.objects.filter(pk__in=[one.user_id for one in applications])}
    return {
        one.pk: _secrets(one, members.get(one.organisation_id or 0, []) or [people[one.user_id]])
        for one in applications
    }


def _secrets(application: Application, people: list[User]) -> list[re.Pattern[str]]:
    organisation = application.organisation
    names = [application.name, *(one.name for one in people)]
    numbers = [one.phone for one in people]
    others = [one.email for one in people]
    if organisation:
        names += [organisation.name, organisation.representative]
        numbers += [organisation.registration_number, organisation.corporate_number, organisation.phone]
        others.append(organisation.address)
    form = application.call.terms.form_spec
    hidden = hidden_questions(application.call, form)
    for _section, question in form.questions():
        answer = application.answers.get(question.key)
        if question.key not in hidden or not isinstance(answer, str):
            continue
        if question.kind is Kind.PHONE:
            numbers.append(answer)
        elif question.kind in {Kind.TEXT, Kind.LOOKUP}:
            names.append(re.sub(r"\s*\(?\d{3}-?\d{2}-?\d{5}\)?\s*$", "", answer))
        else:
            others.append(answer)
    return names_to_hide(names, numbers, others)


def hidden_questions(call: Call, form: FormSpec) -> set[str]:
    """Questions whose answers reviewers of a blind call do not see: personal or identifying ones. Terms from before
    questions were marked say nothing of it: what the programme marks today counts for them too."""
    marked = {q.key for _s, q in programme(call.programme).form(call.terms.settings).questions() if q.identifying}
    return marked | {q.key for _s, q in form.questions() if q.personal or q.identifying}


def sections_for_reviewers(application: Application, submission: Submission | None) -> list[dict[str, Any]]:
    """The answers that were handed in, masked; in a blind call without what would say who applies."""
    call = application.call
    terms = submission.terms if submission else call.terms
    sections = answer_sections(terms.form_spec, submission.answers if submission else {}, masked=True)
    if not is_blind(call):
        return sections
    hidden, secrets = hidden_questions(call, terms.form_spec), secrets_of([application])[application.pk]
    for section in sections:
        section["rows"] = [
            {**row, "text": blacked_out(row["text"], secrets)} for row in section["rows"] if row["key"] not in hidden
        ]
    return [section for section in sections if section["rows"]]


@dataclass(frozen=True)
class ReviewerFile:
    """A file as reviewers see it; ``name`` says nothing of the applicant where they judge without names."""

    stored: StoredFile
    name: str


def files_for_reviewers(application: Application) -> list[ReviewerFile]:
    """The application's present files. In a blind call without what identifies the applicant (also when the same
    file was attached as something else), and each under the name of its document and a number."""
    call = application.call
    present = application.attachments.filter(removed_at=None).select_related("file__content").order_by("pk")
    if not is_blind(call):
        return [ReviewerFile(one.file, one.file.name) for one in present]
    labels = _harmless_kinds(call)
    named = {one.file_id for one in present if one.kind not in labels}
    count: Counter[str] = Counter()
    shown = []
    for one in present:
        if one.file_id not in named:
            count[one.kind] += 1
            name = f"{neutral_name(application)} {_(labels[one.kind])} {count[one.kind]}.{ending(one.file.name)}"
            shown.append(ReviewerFile(one.file, name))
    return shown


def _harmless_kinds(call: Call) -> dict[str, str]:
    """Code and label of the documents that do not identify. Terms from before documents were marked say nothing of
    it: what the programme marks today counts for them too."""
    marked = {kind.code for kind in programme(call.programme).documents(call.terms.settings) if kind.identifying}
    kinds = call.terms.document_kinds
    return {kind.code: kind.label for kind in kinds if not kind.identifying and kind.code not in marked}


def has_pledged(user: Any, call: Call) -> bool:
    """Whether the reviewer has signed the pledge of the call."""
    return bool(user is not None and call.pledges.filter(reviewer=user).exists())


def reviews_are_closed(call: Call) -> bool:
    """Whether a ranking is proposed or confirmed: sheets count as they stand then."""
    return call.ranking_runs.filter(state__in=["proposed", "confirmed"]).exists()
