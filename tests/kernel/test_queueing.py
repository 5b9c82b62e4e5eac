"""Tasks are queued with the change that makes them necessary, and schedules are what the apps registered."""

import pytest
from django.db import transaction
from django_q.models import OrmQ, Schedule

from kernel import schedules
from kernel.queueing import enqueue
from kernel.schedules import PREFIX, Recurring, ensure_schedules

TASK = "notices.tasks.deliver_mails"


@pytest.mark.django_db(transaction=True)
class TestQueueing:
    def test_a_task_of_a_change_that_is_rolled_back_is_not_queued(self) -> None:
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            enqueue(TASK)
            raise ZeroDivisionError
        assert not OrmQ.objects.exists()

    def test_a_key_queues_a_task_once_in_a_transaction_and_again_in_the_next(self) -> None:
        for _ in range(2):
            with transaction.atomic():
                enqueue(TASK, key="mails")
                enqueue(TASK, key="mails")
                enqueue(TASK, key="other")
        assert OrmQ.objects.count() == 4

    def test_a_key_used_in_a_part_that_was_undone_can_be_used_again(self) -> None:
        with transaction.atomic():
            try:
                with transaction.atomic():
                    enqueue(TASK, key="mails")
                    raise ZeroDivisionError
            except ZeroDivisionError:
                enqueue(TASK, key="mails")
        assert OrmQ.objects.count() == 1

    def test_what_was_asked_is_what_the_worker_reads(self) -> None:
        enqueue(TASK, 7, "가", key="named")
        task = OrmQ.objects.get().task
        assert (task["func"], task["args"], task["name"]) == (TASK, (7, "가"), "named")


@pytest.mark.django_db
class TestSchedules:
    def test_every_registered_schedule_is_in_the_workers_table_and_its_task_exists(self) -> None:
        from django.utils.module_loading import import_string

        codes = ensure_schedules()
        assert "deliver_mails" in codes
        for row in Schedule.objects.filter(name__startswith=PREFIX):
            assert callable(import_string(row.func))
            row.full_clean()

    def test_changed_ones_follow_removed_ones_go_and_peoples_own_stay(self, monkeypatch: pytest.MonkeyPatch) -> None:
        Schedule.objects.create(name="my own", func="math.sqrt", args="4", schedule_type=Schedule.ONCE)
        monkeypatch.setattr(schedules, "_registered", {"one": Recurring("one", TASK, "0 3 * * *")})
        ensure_schedules()
        first = Schedule.objects.get(name=PREFIX + "one")
        ensure_schedules()
        assert Schedule.objects.get(name=PREFIX + "one").next_run == first.next_run
        monkeypatch.setattr(schedules, "_registered", {"one": Recurring("one", TASK, "30 4 * * *")})
        ensure_schedules()
        assert Schedule.objects.get(name=PREFIX + "one").cron == "30 4 * * *"
        monkeypatch.setattr(schedules, "_registered", {})
        ensure_schedules()
        assert list(Schedule.objects.values_list("name", flat=True)) == ["my own"]
