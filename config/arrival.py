"""The door of the web server: when a request reached us, and whose turn it is.

Every request has a thread of its own from the moment its head was read, so that the moment is noted at once; then it
waits for one of a few places, first come, first served; whoever sends something goes before those who only look at
pages. Without that the moment would be noted only when one of the few threads is free, and in the last second before a
closing people would be late who clicked in time, and wait behind the receipts of those who are in.

Whoever loses patience and hands the same application in again takes the place and the moment that they had in the line;
the request that they most likely left waits at its end, where it finds the application in.

A reverse proxy in front knows the moment better. Its ``X-Request-Start: t=<seconds since 1970>`` counts when the
request comes from one of the addresses that are named for it; from everybody else the header is dropped.
"""

from __future__ import annotations

import ipaddress
import re
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from threading import Lock
from typing import Any

from django.http.response import HttpResponseBase

from kernel import clock

HEADER = "HTTP_X_REQUEST_START"
STAMP = re.compile(r"t=(\d{9,11}(?:\.\d{1,6})?)")
LOOKING = frozenset({"GET", "HEAD", "OPTIONS"})
SENT_BETWEEN_LOOKS = 4
"""So many who send something go before one who only looks has a turn: nobody waits for ever."""
HANDING_IN = re.compile(r"/applications/[0-9a-f-]{36}/submit/")
"""What is the same however often it is sent: the draft is handed in as it stands, whatever comes with the request."""

Environ = dict[str, Any]
Application = Callable[[Environ, Any], HttpResponseBase]


class Waiting:
    """Somebody in the line, with the moment at which they came (of :func:`time.monotonic`) and the name of what they
    send, where it is the same however often it is sent."""

    def __init__(self, reached: float, same: str) -> None:
        self.reached, self.same = reached, same
        self._called = Lock()
        self._called.acquire()

    def wait(self) -> None:
        self._called.acquire()

    def call(self) -> None:
        self._called.release()


class Gate:
    """A few places and two lines before them, each first come, first served: who sends something, and who only looks.
    The first goes ahead, but after every :data:`SENT_BETWEEN_LOOKS` of it one of the second has its turn."""

    def __init__(self, places: int) -> None:
        self._free = places
        self._sending: deque[Waiting] = deque()
        self._looking: deque[Waiting] = deque()
        self._sent = 0  # since one who only looks had a turn
        self._lock = Lock()

    def enter(self, reached: float = 0.0, *, looking: bool = False, same: str = "") -> Turn:
        """Waits for a place. Whoever comes with the ``same`` again has the place and the moment of their first coming,
        which goes to the end of the line."""
        mine = Waiting(reached, same)
        with self._lock:
            if self._free:
                self._free -= 1
                return Turn(self, reached)
            line = self._looking if looking else self._sending
            earlier = next((one for one in line if same and one.same == same), None)
            if earlier is not None:
                line[line.index(earlier)] = mine
                mine.reached = min(earlier.reached, reached)
            line.append(earlier or mine)
        mine.wait()
        return Turn(self, mine.reached)

    def leave(self) -> None:
        """Gives the place to whoever is next."""
        with self._lock:
            if not (self._sending or self._looking):
                self._free += 1
                return
            looks = not self._sending or (bool(self._looking) and self._sent >= SENT_BETWEEN_LOOKS)
            self._sent = 0 if looks else self._sent + 1
            (self._looking if looks else self._sending).popleft().call()


class Turn:
    """A place taken by who came at ``reached``; given back once, at the latest when nobody holds it any more."""

    def __init__(self, gate: Gate, reached: float) -> None:
        self.reached = reached
        self._gate: Gate | None = gate

    def over(self) -> None:
        gate, self._gate = self._gate, None
        if gate is not None:
            gate.leave()

    def __del__(self) -> None:
        self.over()


class Answer:
    """What the application answers; the place is given back when it has been sent, or dropped."""

    def __init__(self, response: HttpResponseBase, turn: Turn) -> None:
        self._response, self._turn = response, turn

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._response)

    def close(self) -> None:
        try:
            self._response.close()
        finally:
            self._turn.over()


class Arrival:
    """Wraps the application: notes when each request reached us, then lets as many in at once as there are places."""

    def __init__(self, application: Application, places: int, stamping: Sequence[str], longest_wait: float) -> None:
        """``stamping``: addresses or networks of the proxies whose stamp counts; ``longest_wait``: seconds after which
        no stamp does."""
        self._application = application
        self._gate = Gate(places)
        self._stamping = [ipaddress.ip_network(name, strict=False) for name in stamping]
        self._longest_wait = longest_wait

    def __call__(self, environ: Environ, start_response: Any) -> Answer:
        reached = time.monotonic() - self._on_the_way(environ)
        looking = environ.get("REQUEST_METHOD", "GET") in LOOKING
        turn = self._gate.enter(reached, looking=looking, same="" if looking else _same(environ))
        try:
            with clock.reached_us(turn.reached):
                return Answer(self._application(environ, start_response), turn)
        except BaseException:
            turn.over()
            raise

    def _on_the_way(self, environ: Environ) -> float:
        """Seconds since the proxy stamped the request; 0 without a stamp that counts. Never in the future."""
        said = environ.pop(HEADER, "")
        stamp = STAMP.fullmatch(said.strip())
        if stamp is None or not self._stamps(environ.get("REMOTE_ADDR", "")):
            return 0.0
        seconds = time.time() - float(stamp[1])
        return seconds if 0 < seconds <= self._longest_wait else 0.0

    def _stamps(self, address: str) -> bool:
        try:
            sender = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(sender in network for network in self._stamping)


def _same(environ: Environ) -> str:
    """The name of what somebody hands in, for them alone; empty for what may differ from one sending to the next."""
    path = environ.get("PATH_INFO", "")
    return f"{path} {environ.get('HTTP_COOKIE', '')}" if HANDING_IN.fullmatch(path) else ""
