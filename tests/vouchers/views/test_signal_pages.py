"""The pages of the reasons to look, in words and without more statements for more findings."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django_q.models import OrmQ

from accounts.models import Role
from tests.factories import make_user
from tests.programs import factories as engine
from tests.vouchers.actions.test_signal import applied, found
from tests.vouchers.rules.test_likeness import changed, essay

pytestmark = pytest.mark.django_db


def test_a_manager_reads_compares_and_answers(client: Client, django_assert_max_num_queries) -> None:
    manager = make_user(Role.MANAGER)
    call = engine.open_call(manager)
    plan = essay(5, 150)[:1500]
    applied(call, 1, use=plan)
    applied(call, 2, use=changed(plan, 0.05, 1)[:1500])
    for number in range(3, 13):
        applied(call, number, contact_phone=f"010-0000-9{number % 5:03d}")
    assert len(found(call)) == 6
    client.force_login(manager)
    with django_assert_max_num_queries(16):
        page = client.get(reverse("vouchers:signals", args=[call.pk]))
    assert page.status_code == 200
    text_signal = call.signals.get(kind="text")
    shown = client.get(reverse("vouchers:signal", args=[text_signal.pk])).content.decode()
    assert "<mark>" in shown
    answered = client.post(
        reverse("vouchers:signal", args=[text_signal.pk]), {"verb": "follow_up", "answer": "두 대표를 만납니다."}
    )
    assert answered.status_code == 302
    text_signal.refresh_from_db()
    assert (text_signal.state, text_signal.answered_by) == ("followed_up", manager)
    empty = client.post(reverse("vouchers:signal", args=[text_signal.pk]), {"verb": "explain", "answer": ""})
    assert empty.status_code == 422
    case = client.get(reverse("programs:manage_case", args=[text_signal.applications.first().public_id]))
    assert reverse("vouchers:signal", args=[text_signal.pk]) in case.content.decode()


def test_looking_now_is_the_workers_task(client: Client) -> None:
    manager = make_user(Role.MANAGER)
    call = engine.open_call(manager)
    client.force_login(manager)
    before = OrmQ.objects.count()
    client.post(reverse("vouchers:look", args=[call.pk]))
    assert OrmQ.objects.count() == before + 1
