"""What whoever watches over people in the field is told; the texts lie in ``templates/notices/messages/``."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from notices.actions import notify
from notices.registry import ByMail, NoticeKind, register_notice
from programs.wording import moment_text
from survey.models import Outing
from survey.queries.safety import watchers_of

_SAMPLE = {
    "name": "성춘향", "wave": "2026년 소상공인 전수조사", "since": "2026. 11. 27. 09:00", "word": "2026. 11. 27. 14:00",
    "place": "가상시장 2층", "placed": "2026. 11. 27. 13:30", "called": "2026. 11. 27. 13:40",
}  # fmt: skip


def register() -> None:
    register_notice(
        NoticeKind(
            code="field_help", title=_("A call for help from the field"), category="tasks", by_mail=ByMail.ALWAYS,
            sample=_SAMPLE,
        ),
        NoticeKind(
            code="field_silent", title=_("No word from somebody in the field"), category="tasks",
            by_mail=ByMail.ALWAYS, sample=_SAMPLE,
        ),
        NoticeKind(
            code="field_well", title=_("Somebody in the field is well again"), category="tasks",
            by_mail=ByMail.ALWAYS, sample=_SAMPLE,
        ),
    )  # fmt: skip


def tell_alarm(outing: Outing) -> None:
    """Silence or a call for help, to whoever watches but the person; once each time it is told. Inside an action."""
    code = "field_help" if outing.state == "help" else "field_silent"
    _tell(code, outing, f"{outing.pk}:{outing.told_at:%Y%m%d%H%M%S%f}")


def tell_well(outing: Outing) -> None:
    """Who was looked for gave word. Inside an action."""
    _tell("field_well", outing, f"{outing.pk}:{outing.last_word_at:%Y%m%d%H%M%S%f}")


def _tell(code: str, outing: Outing, key: str) -> None:
    people = [one for one in watchers_of(outing.wave) if one.pk != outing.person_id]
    url = reverse("survey:safety_watch", args=[outing.wave.code])
    notify(code, people, about=outing, url=url, context=_facts(outing), key=key)


def _facts(outing: Outing) -> dict[str, Any]:
    return {
        "name": outing.person.name, "wave": outing.wave.title, "since": moment_text(outing.started_at),
        "word": moment_text(outing.last_word_at), "place": outing.place,
        "placed": moment_text(outing.placed_at) if outing.placed_at is not None else "",
        "called": moment_text(outing.help_at) if outing.help_at is not None else "",
    }  # fmt: skip
