"""The auditor: sees everything, leaves a trace, writes nothing but the papers of the audit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kernel.errors import NotPermitted, ReasonNeeded
from kernel.models import AuditEntry
from reports.models import Job
from tests.vouchers import cases as make
from vouchers.actions.audit import draw_sample
from vouchers.errors import SampleFlawed
from vouchers.models import Agreement, AuditSample
from vouchers.panels import SAMPLES_SHOWN, audit_todos
from vouchers.rules.sample import draw

pytestmark = pytest.mark.django_db


def auditor(world: make.World) -> Client:
    client = Client()
    client.force_login(world.office.auditor)
    return client


def looks(world: make.World) -> int:
    return AuditEntry.objects.filter(actor_id=world.office.auditor.pk, verb__startswith="audit_").count()


def test_each_page_that_an_auditor_opens_is_a_line_in_the_trail() -> None:
    world, voucher = make.issued()
    case, client = Agreement.objects.get(), auditor(world)
    for number, url in enumerate(
        (
            reverse("vouchers:audit"),
            reverse("vouchers:cases"),
            reverse("vouchers:payments"),
            reverse("programs:archive"),
            reverse("vouchers:signals", args=[world.call.pk]),
            reverse("vouchers:budget", args=[world.call.pk]),
            reverse("vouchers:late", args=[world.call.pk]),
            reverse("vouchers:surveys", args=[world.call.pk]),
            reverse("vouchers:case", args=[case.public_id]),
            reverse("vouchers:agreement_text", args=[case.public_id, voucher.agreement.version]),
        ),
        1,
    ):
        assert client.get(url).status_code == 200, url
        assert looks(world) == number, url
    manager = Client()
    manager.force_login(world.office.manager)
    manager.get(reverse("vouchers:cases"))
    assert not AuditEntry.objects.filter(actor_id=world.office.manager.pk, verb__startswith="audit_").exists()


def test_the_home_leads_there_and_counts_what_is_in_a_call() -> None:
    world, voucher = make.issued()
    make.paid(world, voucher)
    client = auditor(world)
    assert reverse("vouchers:audit") in client.get("/").content.decode()
    answer = client.get(reverse("vouchers:audit"))
    (line,) = answer.context["calls"]
    assert (line.cases, line.paid, line.returned) == (1, 900_000, 0)


def test_a_sample_is_kept_with_its_reason_and_can_be_drawn_again() -> None:
    world, _voucher = make.issued()
    client = auditor(world)
    with pytest.raises(NotPermitted):
        draw_sample(world.as_("manager"), world.call.pk, 1, "2026", "정기 감사")
    with pytest.raises(ReasonNeeded):
        draw_sample(world.as_("auditor"), world.call.pk, 1, "2026", " ")
    with pytest.raises(SampleFlawed):
        draw_sample(world.as_("auditor"), world.call.pk, 1, " ", "정기 감사")
    typed = {"call": world.call.pk, "size": 5, "seed": "2026-11", "reason": "정기 감사 표본"}
    answer = client.post(reverse("vouchers:audit"), typed)
    sample = AuditSample.objects.get()
    assert answer["Location"] == reverse("vouchers:sample", args=[sample.public_id])
    numbers = [one.number for one in Agreement.objects.all()]
    assert [one.number for one in sample.agreements.all()] == list(draw(numbers, 5, "2026-11"))
    page = client.get(answer["Location"]).content.decode()
    assert "정기 감사 표본" in page
    case = Agreement.objects.get()
    assert client.post(reverse("vouchers:audit_pack", args=[case.public_id])).status_code == 302
    assert client.post(reverse("vouchers:audit_ledger", args=[world.call.pk])).status_code == 302
    assert set(Job.objects.values_list("code", flat=True)) == {"programs.audit_pack", "vouchers.ledger"}


def test_the_home_page_leads_straight_to_where_a_pack_is_made() -> None:
    world, _voucher = make.issued()
    case, client = Agreement.objects.get(), auditor(world)
    cases, pack = reverse("vouchers:cases"), reverse("vouchers:audit_pack", args=[case.public_id])
    assert cases in [todo.url for todo in audit_todos(world.office.auditor) if "감사 자료 묶음" in str(todo.title)]
    assert f'action="{pack}"' in client.get(cases).content.decode()
    sample = draw_sample(world.as_("auditor"), world.call.pk, 1, "2026", "정기 감사")
    page = reverse("vouchers:sample", args=[sample.public_id])
    assert f'href="{page}"' in client.get("/").content.decode()
    assert f'action="{pack}"' in client.get(page).content.decode()


def test_nobody_else_is_offered_a_pack_in_the_list_of_cases_nor_led_to_a_sample() -> None:
    world, _voucher = make.issued()
    case = Agreement.objects.get()
    sample = draw_sample(world.as_("auditor"), world.call.pk, 1, "2026", "정기 감사")
    for person in (world.office.manager, case.application.user):
        client = Client()
        client.force_login(person)
        shown = client.get(reverse("vouchers:cases")).content.decode()
        assert case.number in shown
        assert reverse("vouchers:audit_pack", args=[case.public_id]) not in shown
        assert reverse("vouchers:sample", args=[sample.public_id]) not in client.get("/").content.decode()


def test_the_home_page_leads_to_the_latest_samples_in_one_statement(
    django_assert_num_queries: Callable[..., Any],
) -> None:
    world, _voucher = make.issued()
    drawn = [
        draw_sample(world.as_("auditor"), world.call.pk, 1, str(number), "정기 감사")
        for number in range(SAMPLES_SHOWN + 1)
    ]
    user = world.office.auditor
    user.has_role("auditor")  # roles are read once a request
    with django_assert_num_queries(1):
        urls = [todo.url for todo in audit_todos(user)]
    pages = [reverse("vouchers:sample", args=[one.public_id]) for one in drawn]
    assert urls[-SAMPLES_SHOWN:] == pages[:0:-1]
    assert pages[0] not in urls
