"""The documents of the tests; a killed worker's process declares the same."""

from typing import Any

from django import forms

from kernel.actor import Actor
from reports.registry import (
    Bundle,
    Column,
    Document,
    Page,
    ParametersForm,
    Progress,
    Sheet,
    Workbook,
    register_document,
)

RARE = "뷁 쀍 똠방각하 펲시"
HANJA = "漢字 大田廣域市"
TEXT = "위 사람은 데이터 청년인턴십 과정을 성실히 마쳤으므로 이 증서를 수여합니다."


class TableForm(ParametersForm):
    rows = forms.IntegerField(min_value=1, max_value=1000, label="행 수")


def certificate_page(params: Any, progress: Progress) -> Page:
    facts = [("성명", params.get("name", "홍길동")), ("한자", HANJA), ("드문 음절", RARE)]
    return Page("reports/sample.html", {"facts": facts, "text": TEXT})


def batch(params: Any, progress: Progress) -> Bundle:
    def page(n: int) -> Page:
        context = {"facts": [("성명", f"사람{n}")], "text": TEXT}
        return Page("reports/sample.html", context, name=f"사람{n}", facts=[("성명", f"사*{n}")])

    return Bundle((page(n) for n in range(params["people"])), params["people"])


def table(params: Any, progress: Progress) -> Workbook:
    rows = params.get("rows", 3)
    columns = [Column("번호", "whole"), Column("상호"), Column("금액", "won", total=True)]
    sheet = Sheet("신청", columns, ((n, f"=가게{n}", 1000) for n in range(rows)), expected=rows)
    return Workbook([sheet], title="신청 목록", filters=[("공고", "2026년 1차")])


def broken(params: Any, progress: Progress) -> Page:
    raise RuntimeError("the data is not as it should be")


def _about_gildong(actor: Actor, params: Any) -> bool:
    return actor.user is not None and actor.user.name in {"홍길동", "성춘향"}


def register() -> None:
    register_document(
        Document(
            code="test.certificate",
            title="수료증",
            formats=("pdf",),
            issued=True,
            prefix="시험",
            may=_about_gildong,
            build=certificate_page,
            public_facts=lambda params: [("성명", "홍*동")],
            valid_days=90,
            keep_days=30,
        ),
        Document(
            code="test.batch",
            title="수료증 묶음",
            formats=("pdf", "zip"),
            issued=True,
            prefix="묶음",
            may=_about_gildong,
            build=batch,
        ),
        Document(
            code="test.table",
            title="신청 목록",
            formats=("xlsx", "csv"),
            may=lambda actor, params: actor.user is not None,
            build=table,
            form=TableForm,
            offered=_offered,
        ),
        Document(code="test.broken", title="고장", formats=("pdf",), may=lambda actor, params: True, build=broken),
    )


def _offered(actor: Actor) -> bool:
    return _about_gildong(actor, {})
