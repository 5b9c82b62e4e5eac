"""The queue in Redis: nothing is lost with a worker, nothing is sent of a change that was undone."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django_q.conf import Conf
from redis import Redis

from config.broker import KeepingRedis
from kernel.queueing import enqueue
from tests.service.nodes import free_port

TASK = "notices.tasks.deliver_mails"


@pytest.fixture
def broker(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[KeepingRedis]:
    """The queue as in service, empty; nobody waits for tasks that are not there."""
    monkeypatch.setattr(Conf, "ORM", None)
    monkeypatch.setattr(Conf, "REDIS", redis_url)
    monkeypatch.setattr(Conf, "BROKER_CLASS", "config.broker.KeepingRedis")
    monkeypatch.setattr(Conf, "POLL", 0)
    Redis.from_url(redis_url).flushdb()
    return KeepingRedis()


def taken(broker: KeepingRedis) -> tuple[str, str]:
    (found,) = broker.dequeue() or []
    return found


def test_tasks_come_in_their_order_each_to_one_worker(broker: KeepingRedis) -> None:
    other = KeepingRedis()
    for text in ("first", "둘째", "third"):
        broker.enqueue(text)
    assert broker.queue_size() == 3
    assert [taken(broker)[1], taken(other)[1], taken(broker)[1]] == ["first", "둘째", "third"]
    assert broker.dequeue() is None
    assert (broker.queue_size(), broker.lock_size()) == (0, 3)


def test_what_a_dead_worker_held_is_handed_out_again_and_what_is_done_never(
    broker: KeepingRedis, monkeypatch: pytest.MonkeyPatch
) -> None:
    broker.enqueue("done")
    broker.enqueue("held")
    monkeypatch.setattr(Conf, "RETRY", 0)  # what is handed out now is overdue at once
    done, _text = taken(broker)
    broker.acknowledge(done)
    held, _text = taken(broker)
    monkeypatch.setattr(Conf, "RETRY", 660)
    assert taken(broker) == (held, "held")
    assert broker.dequeue() is None
    broker.acknowledge(held)
    assert broker.connection.keys() == []


def test_a_task_that_was_late_and_done_after_all_is_not_done_again(
    broker: KeepingRedis, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = broker.enqueue("slow")
    monkeypatch.setattr(Conf, "RETRY", 0)
    taken(broker)
    broker.enqueue("next")
    broker.connection.lpush(broker.list_key, number)  # handed back while the slow worker was about to finish
    broker.acknowledge(number)
    assert taken(broker)[1] == "next"


@pytest.mark.django_db(transaction=True)
def test_a_task_is_sent_when_its_change_is_committed_and_not_before(broker: KeepingRedis) -> None:
    with transaction.atomic():
        enqueue(TASK)
        assert broker.queue_size() == 0
    assert broker.queue_size() == 1
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        enqueue(TASK)
        raise ZeroDivisionError
    assert broker.queue_size() == 1


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_saved_is_not_refused_because_redis_is_away(
    broker: KeepingRedis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Conf, "REDIS", f"redis://127.0.0.1:{free_port()}/0")
    saved = []
    with transaction.atomic():
        enqueue(TASK)
        transaction.on_commit(lambda: saved.append("yes"))
    assert saved == ["yes"]
