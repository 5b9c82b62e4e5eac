"""The queue in Redis that loses no task.

django-q2's own broker for Redis takes a task off its list before it is done: a worker that is killed takes the task
with it. Here a task that is handed out is held under its number until it is acknowledged, and handed out again after
``Q_CLUSTER["retry"]`` seconds, as the queue in the database does. Scripts make each step one step, by Redis's clock.
"""

from __future__ import annotations

import time
import uuid
from typing import Any

from django_q.brokers.redis_broker import Redis
from django_q.conf import Conf

ENQUEUE = """
redis.call('HSET', KEYS[3], ARGV[1], ARGV[2])
return redis.call('RPUSH', KEYS[1], ARGV[1])
"""
DEQUEUE = """
local now = tonumber(redis.call('TIME')[1])
for _, late in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now, 'LIMIT', 0, 100)) do
  redis.call('ZREM', KEYS[2], late)
  redis.call('LPUSH', KEYS[1], late)
end
local number = redis.call('LPOP', KEYS[1])
while number do
  local task = redis.call('HGET', KEYS[3], number)
  if task then
    redis.call('ZADD', KEYS[2], now + tonumber(ARGV[1]), number)
    return {number, task}
  end
  number = redis.call('LPOP', KEYS[1])
end
return false
"""
REMOVE = """
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('HDEL', KEYS[3], ARGV[1])
"""


class KeepingRedis(Redis):
    """Waiting numbers in a list, handed-out ones with the moment of their return, the tasks themselves by number."""

    @property
    def _keys(self) -> tuple[str, str, str]:
        return self.list_key, f"{self.list_key}:handed-out", f"{self.list_key}:tasks"

    def _run(self, script: str, *arguments: object) -> Any:
        return self.connection.eval(script, 3, *self._keys, *arguments)

    def enqueue(self, task: str) -> str:
        number = uuid.uuid4().hex
        self._run(ENQUEUE, number, task)
        return number

    def dequeue(self) -> list[tuple[str, str]] | None:
        """The next task with its number; after a short rest None, when nothing waits."""
        found = self._run(DEQUEUE, Conf.RETRY)
        if found:
            return [(found[0].decode(), found[1].decode())]
        time.sleep(Conf.POLL)
        return None

    def acknowledge(self, task_id: str) -> None:
        self._run(REMOVE, task_id)

    delete = fail = acknowledge

    def lock_size(self) -> int:
        """How many are being worked on."""
        return int(self.connection.zcard(self._keys[1]))

    def purge_queue(self) -> int:
        return int(self.connection.delete(*self._keys))

    delete_queue = purge_queue
