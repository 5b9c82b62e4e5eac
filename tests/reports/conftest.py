"""Documents as an app would declare them, and people to ask for them."""

from collections.abc import Iterator

import pytest
from django.core.files.storage import default_storage

from accounts.models import User
from kernel.actor import Actor, Channel
from reports import registry
from reports.registry import Bundle, Column, Document, Page, Sheet, Workbook

FACTS = [("성명", "홍길동"), ("한자", "漢字 大田廣域市"), ("드문 음절", "뷁 쀍 똠방각하 펲시")]


@pytest.fixture(autouse=True)
def declared() -> Iterator[None]:
    before = dict(registry._documents)
    registry.register_document(
        Document(
            code="test.certificate", title="수료증", formats=("pdf",), issued=True, prefix="시험", keep_days=30,
            may=lambda actor, params: actor.user.name in {"홍길동", "성춘향"},
            build=lambda params, progress: Page("reports/sample.html", {"facts": FACTS, "text": "위 사람은"}),
            public_facts=lambda params: [("성명", "홍*동")],
        ),
        Document(
            code="test.batch", title="수료증 묶음", formats=("pdf", "zip"), issued=True, prefix="묶음",
            may=lambda actor, params: True,
            build=lambda params, progress: Bundle(
                (
                    Page(
                        "reports/sample.html", {"facts": [("성명", f"사람{n}")], "text": "위 사람은"},
                        name=f"사람{n}", facts=[("성명", f"사*{n}")],
                    )
                    for n in range(params["people"])
                ),
                params["people"],
            ),
        ),
        Document(
            code="test.table", title="신청 목록", formats=("xlsx", "csv"), may=lambda actor, params: True,
            build=lambda params, progress: Workbook(
                [
                    Sheet(
                        "신청", [Column("번호", "whole"), Column("상호"), Column("금액", "won", total=True)],
                        ((n, "=가게", 1000) for n in range(params.get("rows", 3))), expected=params.get("rows", 3),
                    )
                ],
                title="신청 목록",
            ),
        ),
    )  # fmt: skip
    yield
    registry._documents.clear()
    registry._documents.update(before)


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path, "base_url": None},
        },
    }
    return default_storage


@pytest.fixture
def gildong(db) -> User:
    return User.objects.create_user("gildong@example.org", "a-long-password-1", name="홍길동", phone="010-0000-0001")


@pytest.fixture
def stranger(db) -> User:
    return User.objects.create_user("kkeokjeong@example.org", "a-long-password-1", name="임꺽정", phone="010-0000-0002")


@pytest.fixture
def as_gildong(gildong: User) -> Actor:
    return Actor.person(gildong, Channel.WEB)
