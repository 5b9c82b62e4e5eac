"""What the tags of the look write for their callers."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from kernel.templatetags.look import label_cells


def written(source: str, address: str = "/", **context: Any) -> str:
    request = RequestFactory().get(address)
    return Template(source).render(Context({"request": request, **context}))


def test_each_cell_of_a_table_knows_its_columns_heading() -> None:
    rows = (
        "<thead><tr><th>번호</th><th><b>신청</b> 기업</th></tr></thead><tbody><tr><th>1</th><td>한밭</td></tr></tbody>"
    )
    assert '<tbody><tr><th data-label="번호">1</th><td data-label="신청 기업">한밭</td></tr></tbody>' in label_cells(
        rows
    )


def test_headings_start_anew_with_every_row_and_given_labels_stay() -> None:
    rows = '<thead><tr><th>가</th></tr></thead><tr><td>1</td><td data-label="딴것">x</td></tr><tr><td>2</td></tr>'
    assert label_cells(rows).count('data-label="가"') == 2
    assert 'data-label="딴것">x' in label_cells(rows)


def test_a_heading_with_quotation_marks_cannot_break_out_of_its_attribute() -> None:
    rows = '<thead><tr><th>&quot;가&quot; "나"</th></tr></thead><tr><td>1</td></tr>'
    assert 'data-label="&quot;가&quot; &quot;나&quot;"' in label_cells(rows)


def test_a_table_without_headings_is_left_alone() -> None:
    assert label_cells("<tr><td>1</td></tr>") == "<tr><td>1</td></tr>"


def test_page_links_keep_the_rest_of_the_address() -> None:
    page = Paginator(range(100), 10).get_page(3)
    html = written("{% pagination page %}", "/calls/?state=open&q=한밭&page=3", page=page)
    assert 'href="?state=open&amp;q=%ED%95%9C%EB%B0%AD&amp;page=4"' in html
    assert "page=3&amp;page=" not in html


def test_one_page_needs_no_links_but_says_how_many_there_are() -> None:
    html = written("{% pagination page %}", page=Paginator(range(4), 10).get_page(1))
    assert "<nav" not in html
    assert "4" in html


def test_a_filter_starts_again_at_the_first_page_and_marks_the_chosen_one() -> None:
    html = written(
        '{% filters "state" choices all_label="전체" %}',
        "/calls/?state=open&q=x&page=7",
        choices=[("open", "접수 중", 1234), ("closed", "마감")],
    )
    assert '<a href="?state=closed&amp;q=x">마감</a>' in html
    assert 'aria-current="true">접수 중' in html
    assert "1,234" in html
    assert '<a href="?q=x">전체</a>' in html


def test_no_filter_chosen_means_all() -> None:
    html = written('{% filters "state" choices all_label="전체" %}', "/calls/", choices=[("open", "접수 중")])
    assert 'aria-current="true">전체' in html


@pytest.mark.parametrize(("current", "done"), [(1, 0), (3, 2), (4, 3)])
def test_steps_before_the_current_one_are_done(current: int, done: int) -> None:
    html = written("{% steps labels current %}", labels=["가", "나", "다"], current=current)
    assert html.count("step-done") == done
    assert html.count('aria-current="step"') == (1 if current <= 3 else 0)


def test_progress_stays_between_nothing_and_all() -> None:
    shares = [written("{% progress value total %}", value=v, total=t) for v, t in [(1, 3), (9, 3), (1, 0)]]
    assert ['value="33"' in shares[0], 'value="100"' in shares[1], 'value="0"' in shares[2]] == [True] * 3


def test_what_people_typed_cannot_become_markup() -> None:
    shop = "<script>alert(1)</script>"
    html = written(
        "{% badge shop %}{% facts pairs %}{% tile 1 shop %}{% empty_state shop %}{% card title=shop %}{{ shop }}"
        '{% endcard %}{% state "x" shop %}{% bar_chart bars %}{% icon "info" shop %}',
        shop=shop,
        pairs=[(shop, shop)],
        bars=[(shop, 1)],
    )
    assert "<script" not in html


class ApplicationForm(forms.Form):
    title = forms.CharField(label="과제명", help_text="60자 이내")
    kind = forms.ChoiceField(label="유형", choices=[("a", "구매")], widget=forms.RadioSelect)
    plan = forms.CharField(label="계획", widget=forms.Textarea, max_length=10, required=False)
    secret = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> None:
        raise forms.ValidationError("마감된 공고입니다.")


def test_the_summary_lists_every_error_with_a_link_to_its_field() -> None:
    form = ApplicationForm({"title": "", "plan": "가" * 11, "secret": "x"})
    html = written("{% error_summary form %}", form=form)
    assert [html.count(f'href="#id_{name}"') for name in ("title", "plan")] == [1, 1]
    assert 'href="#id_secret"' not in html
    assert "마감된 공고입니다." in html
    assert "5" in html  # title, kind, plan, the hidden one and the form's own


def test_an_error_is_tied_to_its_field() -> None:
    html = str(ApplicationForm({"title": "", "kind": "a", "secret": "1"}))
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert html.count('id="id_title_error"') == 1
    assert 'aria-invalid="true"' in html


def test_an_error_of_what_is_found_by_typing_stands_between_its_label_and_its_field() -> None:
    html = written('{% combobox "trade" "업종" "/find/" help="고릅니다." required=True errors=wrong %}', wrong=["없음"])
    assert 'aria-describedby="trade-help trade-error" aria-invalid="true"' in html
    assert html.index("업종") < html.index("field-required") < html.index("없음") < html.index('id="trade-search"')
    assert "field-invalid" not in written('{% combobox "trade" "업종" "/find/" %}')


def test_a_group_of_choices_is_named_by_its_legend() -> None:
    html = str(ApplicationForm())
    assert "<legend" in html
    assert '<label for="id_kind_0">구매</label>' in html


def test_a_fresh_form_has_no_summary() -> None:
    assert "error-summary" not in str(ApplicationForm())


def test_a_zero_on_a_tile_has_no_tone() -> None:
    assert 'class="tile tile-none"' in written('{% tile 0 "to screen" tone="warning" %}')
    assert 'class="tile tile-warning"' in written('{% tile 3 "to screen" tone="warning" %}')


def test_a_tile_parts_the_thousands_of_a_number_and_no_date() -> None:
    assert ">78,607<" in written('{% tile 78607 "businesses" %}')
    assert ">2027. 6. 21.<" in written('{% tile "2027. 6. 21." "finished at this pace" %}')


def test_what_holds_a_refused_form_stands_open() -> None:
    assert '<details class="more" open>' in written('{% more title="End it" unfolded=True %}…{% endmore %}')
    assert '<details class="more">' in written('{% more title="End it" %}…{% endmore %}')


def test_the_trail_tells_moments_in_seouls_time() -> None:
    assert written("{{ at|trail_value }}", at="2026-11-25T15:44:55.024476+00:00") == "2026-11-26 00:44:55"
    assert written("{{ empty|trail_value }} {{ word|trail_value }}", empty=None, word="2026A") == "– 2026A"
