"""What enumerators are told; the texts lie in ``templates/notices/messages/``."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from notices.actions import notify
from notices.registry import NoticeKind, register_notice
from programs.wording import moment_text
from survey.models import CensusRecord, Ruling
from survey.queries.questionnaire import form_of
from survey.wording import place_of


def register() -> None:
    register_notice(
        NoticeKind(
            code="record_returned",
            title=_("A census record to correct"),
            category="work",
            sample={"business": "은행 국밥 1호", "receipt": "2026A-000123", "note": "매출의 단위를 확인해 주십시오."},
        ),
        NoticeKind(
            code="try_again",
            title=_("A business to try again"),
            category="work",
            sample={
                "business": "은행 국밥 1호",
                "address": "대전광역시 가상구 없는로 1",
                "not_before": "2026. 11. 27. 17:00",
                "reason": "점심 장사가 끝난 뒤 사장님을 찾아 주십시오.",
            },
        ),
    )


def tell_record_returned(record: CensusRecord, mender: User) -> None:
    """Tells the enumerator what to mend and where; once a hand-in. Inside an action."""
    notify(
        "record_returned",
        mender,
        about=record,
        url=reverse("survey:entry", args=[record.wave.code, record.business_id]),
        context={"business": str(record.business), "receipt": record.receipt, "note": _notes(record)},
        key=f"{record.pk}:{record.version}",
    )


def tell_to_try_again(ruling: Ruling) -> None:
    """Tells whoever is sent to a business once more, and what to do otherwise. Inside an action."""
    business = ruling.case.business
    when = moment_text(ruling.not_before) if ruling.not_before is not None else ""
    notify(
        "try_again",
        [ruling.person] if ruling.person is not None else [],
        about=ruling.case,
        url=reverse("survey:entry", args=[ruling.case.wave.code, ruling.case.business_id]),
        context={
            "business": str(business),
            "address": business.address,
            "not_before": when,
            "reason": ruling.reason,
        },
        key=str(ruling.pk),
    )


def _notes(record: CensusRecord) -> str:
    """What to mend: in general, then field by field."""
    form = form_of(record.form)
    at_fields = [f"{place_of(form, address)}: {text}" for address, text in record.return_notes.items()]
    return "\n".join(part for part in (record.return_note, *at_fields) if part)
