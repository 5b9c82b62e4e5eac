"""What interns and hosts are told; the texts lie in ``templates/notices/messages/``."""

from django.utils.translation import gettext_lazy as _

from notices.registry import ByMail, NoticeKind, register_notice

_PLACE = {"host": "대전데이터센터", "title": "공공데이터 품질 점검", "place": "시청 5층"}


def register() -> None:
    register_notice(
        NoticeKind(
            code="placement_proposed",
            title=_("A place is offered"),
            category="cases",
            by_mail=ByMail.ALWAYS,
            sample={**_PLACE, "first_day": "2026-09-01", "last_day": "2026-12-18", "until": "2026-08-20 23:59"},
        ),
        NoticeKind(
            code="placement_withdrawn",
            title=_("A place was withdrawn"),
            category="cases",
            by_mail=ByMail.ALWAYS,
            sample={**_PLACE, "reason": "기관의 사무실 이전"},
        ),
        NoticeKind(
            code="position_withdrawn",
            title=_("A position was withdrawn"),
            category="cases",
            by_mail=ByMail.ALWAYS,
            sample={**_PLACE, "reason": "기관의 사무실 이전", "people": 3},
        ),
        NoticeKind(
            code="host_decided",
            title=_("Decision on a host institution"),
            category="cases",
            by_mail=ByMail.ALWAYS,
            sample={"host": _PLACE["host"], "outcome": "approve_host", "reason": ""},
        ),
        NoticeKind(
            code="position_decided",
            title=_("Decision on a position"),
            category="cases",
            by_mail=ByMail.ALWAYS,
            sample={
                "host": _PLACE["host"],
                "title": _PLACE["title"],
                "outcome": "returned",
                "reason": "5주차 이후의 업무계획을 채워 주십시오.",
            },
        ),
        NoticeKind(
            code="attendance_asked",
            title=_("A request about attendance"),
            category="cases",
            sample={"name": "홍길동", "kind": "leave", "day": "2026-10-02", "outcome": "asked", "answer": ""},
        ),
        NoticeKind(
            code="attendance_answered",
            title=_("Answer to a request about attendance"),
            category="cases",
            sample={"name": "홍길동", "kind": "leave", "day": "2026-10-02", "outcome": "granted", "answer": ""},
        ),
        NoticeKind(code="concern_raised", title=_("A concern was raised"), category="cases", sample={}),
        NoticeKind(
            code="contract_to_sign",
            title=_("A contract to sign"),
            category="cases",
            by_mail=ByMail.ALWAYS,
            sample={"number": "DC-2026-00001", "host": _PLACE["host"]},
        ),
        NoticeKind(
            code="contract_delivered",
            title=_("Copy of the contract"),
            category="cases",
            by_mail=ByMail.ALWAYS,
            sample={"number": "DC-2026-00001", "host": _PLACE["host"]},
        ),
        NoticeKind(
            code="contract_applied",
            title=_("Contract applied without a signature"),
            category="cases",
            by_mail=ByMail.ALWAYS,
            sample={"number": "DC-2026-00001", "host": _PLACE["host"]},
        ),
        NoticeKind(
            code="internship_incomplete",
            title=_("End of the internship without completion"),
            category="cases",
            by_mail=ByMail.ALWAYS,
            sample={"host": _PLACE["host"], "reason": "출근율이 기준에 미치지 못했습니다."},
        ),
        NoticeKind(
            code="intern_asked",
            title=_("Questions about the internship"),
            category="cases",
            by_mail=ByMail.ALWAYS,
            sample={"kind": "after_3", "due": "2027-04-17"},
        ),
        NoticeKind(
            code="intern_reminded",
            title=_("Reminder: questions about the internship"),
            category="cases",
            by_mail=ByMail.ALWAYS,
            sample={"kind": "satisfaction", "due": "2027-01-17"},
        ),
        NoticeKind(
            code="certificate_ready",
            title=_("Certificate of completion"),
            category="cases",
            sample={"host": _PLACE["host"], "title": _PLACE["title"]},
        ),
        NoticeKind(
            code="payslip_ready",
            title=_("Payslip handed out"),
            category="cases",
            by_mail=ByMail.ALWAYS,
            sample={"month": "2026-09", "net": "1,924,910", "pay_on": "2026-10-10"},
        ),
    )
