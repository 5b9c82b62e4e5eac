"""/styleguide/: every component of the look on one page, for those who build pages and for the tests of the look."""

import json
from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path
from django.utils.timezone import localtime
from django.views.decorators.http import require_GET, require_POST

from kernel import clock


class SampleForm(forms.Form):
    """One field of each kind; the texts are samples, not part of the service, so they are not translated."""

    KINDS: ClassVar = [("buy", "데이터 구매"), ("process", "일반 가공"), ("ai", "인공지능 가공")]

    title = forms.CharField(label="과제명", max_length=60, help_text="60자 이내로 적어 주십시오.")
    registration_number = forms.CharField(label="사업자등록번호", help_text="숫자 10자리")
    kind = forms.ChoiceField(label="지원 유형", choices=[("", "선택해 주십시오"), *KINDS])
    channel = forms.ChoiceField(
        label="회신 방법", choices=[("mail", "이메일"), ("post", "우편")], widget=forms.RadioSelect
    )
    fields_of_use = forms.MultipleChoiceField(
        label="활용 분야", choices=KINDS, widget=forms.CheckboxSelectMultiple, required=False
    )
    starts_on = forms.DateField(label="시작일", widget=forms.DateInput, required=False)
    amount = forms.IntegerField(label="신청 금액(원)", min_value=0, required=False)
    plan = forms.CharField(label="활용 계획", widget=forms.Textarea, max_length=500)
    attachment = forms.FileField(
        label="사업계획서",
        required=False,
        help_text="PDF, HWPX · 20KB 이하",
        widget=forms.ClearableFileInput({"data-max-bytes": 20_480}),
    )
    agree = forms.BooleanField(label="개인정보 수집·이용에 동의합니다")


def styleguide(request: HttpRequest) -> HttpResponse:
    """Open while trying out and testing; in service to staff only."""
    _only_builders(request)
    wrong = {"title": "", "registration_number": "123-45"} if "wrong" in request.GET else None
    form = SampleForm(request.POST, request.FILES) if request.method == "POST" else SampleForm(wrong)
    if "message" in request.GET:
        messages.success(request, "신청서를 접수했습니다. 접수번호 V-2026-000123")
        messages.error(request, "파일을 읽을 수 없습니다. PDF로 저장하여 다시 올려 주십시오.")
    return render(request, "styleguide/styleguide.html", {"form": form, **_samples()})


@require_POST
def draft(request: HttpRequest) -> JsonResponse:
    """What a page that saves itself talks to; this one keeps nothing."""
    _only_builders(request)
    revision = json.loads(request.body)["revision"]
    return JsonResponse({"revision": revision + 1, "saved_at": localtime(clock.now()).strftime("%H:%M"), "errors": {}})


@require_GET
def search(request: HttpRequest) -> JsonResponse:
    """What a field for finding by typing talks to: samples whose name holds the typed letters."""
    _only_builders(request)
    typed = request.GET.get("q", "")
    found = [(value, name, place) for value, name, place in SHOPS if typed in name]
    return JsonResponse({"results": [{"value": v, "label": name, "detail": place} for v, name, place in found]})


def _only_builders(request: HttpRequest) -> None:
    if settings.PRODUCTION and not request.user.is_staff:
        raise Http404


SHOPS = [
    (1, "한밭제과 은행점", "은행선화동 · 제과점"),
    (2, "한밭식당", "대흥동 · 한식"),
    (3, "중앙분식", "은행선화동 · 분식"),
]

urlpatterns = [
    path("", styleguide, name="styleguide"),
    path("draft/", draft, name="styleguide_draft"),
    path("search/", search, name="styleguide_search"),
]


def _samples() -> dict[str, Any]:
    now = clock.now()
    return {
        "page": Paginator(range(2_345), 20).get_page(7),
        "states": [
            ("draft", "작성 중"),
            ("submitted", "접수"),
            ("screening", "자격검토"),
            ("revision_requested", "보완요청"),
            ("selected", "선정"),
            ("ineligible", "부적격"),
            ("withdrawn", "철회"),
        ],
        "rows": [
            (
                "V-2026-000123",
                "대한민국에서제일긴상호를가진주식회사한밭데이터연구소",
                "AI 가공",
                58_000_000,
                "screening",
                "자격검토",
            ),
            ("V-2026-000124", "성심당 은행동 본점", "데이터 구매", 9_800_000, "selected", "선정"),
            ("V-2026-000125", "金泉食堂(김천식당)", "일반 가공", 0, "revision_requested", "보완요청"),
        ],
        "filter_choices": [("submitted", "접수", 124), ("screening", "자격검토", 31), ("selected", "선정", 1_480)],
        "tab_items": [("신청 내용", "#", True), ("첨부 파일", "#", False, 3), ("처리 이력", "#", False, 12)],
        "step_labels": ["유의 사항 확인", "기업 정보", "과제 계획", "첨부 파일", "제출"],
        "events": [
            {
                "at": now,
                "title": "보완을 요청했습니다",
                "who": "홍길동 주무관",
                "text": "견적서의 유효기간이 지났습니다.",
                "tone": "warning",
            },
            {"at": now - timedelta(days=2), "title": "자격검토를 시작했습니다", "who": "홍길동 주무관"},
            {"at": now - timedelta(days=5), "title": "신청서를 접수했습니다", "tone": "success"},
        ],
        "pairs": [("접수번호", "V-2026-000123"), ("신청 기업", "한밭데이터연구소"), ("담당자", "성춘향"), ("비고", "")],
        "bars": [("은행선화동", 1_204, "#"), ("대흥동", 873, "#"), ("유천1동", 412, ""), ("진잠동", 36, "")],
        "files": [
            {"name": "사업계획서_최종_진짜최종_수정본(3).hwpx", "url": "#", "size": 2_345_678, "at": now},
            {"name": "견적서.pdf", "url": "#", "size": 82_000, "at": now},
        ],
    }
