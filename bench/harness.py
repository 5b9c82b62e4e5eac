"""What benchmarks stand on: a database of their own, a real web server, clean processes, and one form of result.

A module of this package defines `benchmarks(stage)` that yields results; `python -m bench` finds and runs it.
"""

from __future__ import annotations

import http.client
import json
import multiprocessing
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Barrier, Lock, Thread
from typing import Any

import psycopg
from psycopg import sql

from config.embedded import CHECKOUT, Server

FACTORS = (1, 10, 100)


@dataclass(frozen=True)
class Result:
    """One line: what was measured, at which size, over how many runs; peak_rss in bytes of the process measured."""

    name: str
    size: int
    unit: str
    median: float
    min: float
    max: float
    runs: int
    peak_rss: int

    @classmethod
    def of(cls, name: str, size: int, unit: str, values: Sequence[float], peak_rss: int) -> Result:
        return cls(
            name=name,
            size=size,
            unit=unit,
            median=round(statistics.median(values), 3),
            min=round(min(values), 3),
            max=round(max(values), 3),
            runs=len(values),
            peak_rss=peak_rss,
        )

    def line(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


@dataclass(frozen=True)
class Load:
    """What a web server did under load."""

    requests_per_second: float
    p50_ms: float
    p95_ms: float
    failures: int


@dataclass(frozen=True)
class Request:
    """One request of a load: `expect` is the status that counts as success."""

    path: str
    method: str = "GET"
    body: bytes | None = None
    headers: Mapping[str, str] | None = None
    expect: int = 200


class Stage:
    """The database `hanbat_bench` on a server of its own (with fsync, as in service), migrated and empty."""

    def __init__(self) -> None:
        base = Path("/var/tmp") if os.geteuid() == 0 else Path(tempfile.gettempdir())  # noqa: S108
        self.folder = base / f"hanbat-bench-{os.getpid()}"
        self.server = Server(self.folder)

    def __enter__(self) -> Stage:
        self.server.join()
        urls = self.server.database("hanbat_bench")
        os.environ |= {"DATABASE_URL": urls.app, "DATABASE_OWNER_URL": urls.owner, "HANBAT_ENV": "development"}
        os.environ |= {"HANBAT_DATA": str(self.folder / "data"), "DJANGO_SETTINGS_MODULE": "config.settings"}
        os.environ["LONGEST_WAIT"] = "60"  # seconds: the tests' worlds go on two minutes after a deadline
        manage("migrate", "--verbosity", "0")
        manage("collectstatic", "--noinput", "--verbosity", "0")
        import django

        django.setup()
        return self

    def __exit__(self, *error: object) -> None:
        from django.db import connections

        connections.close_all()
        self.server.leave()
        shutil.rmtree(self.folder, ignore_errors=True)

    def settle(self) -> None:
        """Vacuums and analyses our tables, as the database does by itself within minutes of a large change, so that it
        does not do so in the seconds that are measured. Like it, leaves alone what is empty: of a table that was found
        empty the planner takes for granted that it stays so, and keeps plans that read it from one end to the other."""
        with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
            filled = owner.execute(
                "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace "
                "AND pg_relation_size(oid) > 0 ORDER BY 1"
            ).fetchall()
            for (name,) in filled:
                owner.execute(sql.SQL("VACUUM ANALYZE {}").format(sql.Identifier(name)))

    def database_cpu(self) -> float:
        """Seconds of the processor that the database's processes have used so far."""
        postmaster = next(self.folder.glob("postgresql-*/postmaster.pid")).read_text().split()[0]
        return sum(map(_cpu_seconds, _descendants(int(postmaster))))

    @contextmanager
    def web(self, *, processes: int = 2, threads: int = 4) -> Iterator[WebServer]:
        """The web server of the service on a free port, until the block ends."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        wanted = {"PORT": str(port), "WEB_PROCESSES": str(processes), "WEB_THREADS": str(threads)}
        command = [sys.executable, "-m", "config.processes", "web"]
        running = subprocess.Popen(command, cwd=CHECKOUT, env=os.environ | wanted)
        try:
            _await_port(port)
            yield WebServer("127.0.0.1", port, running.pid)
        finally:
            running.terminate()
            running.wait()


@dataclass(frozen=True)
class WebServer:
    """A running web server: where it is and how much memory its processes took at most."""

    host: str
    port: int
    pid: int

    def peak_rss(self) -> int:
        """Bytes, summed over all its processes."""
        return sum(_peak_rss(pid) for pid in _descendants(self.pid))

    def cpu(self) -> float:
        """Seconds of the processor that all its processes have used so far."""
        return sum(map(_cpu_seconds, _descendants(self.pid)))

    def load(self, request: Request | Callable[[int], Request], *, at_once: int, total: int) -> Load:
        """Send `total` requests over `at_once` kept-alive connections from another process; whichever connection is
        free takes the next one, so that all are busy to the end.

        `request` may be a top-level function that makes each request of its number (0 to `total` - 1).
        """
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
            return pool.submit(_send, self.host, self.port, request, at_once, total).result()


def repeated(function: Callable[..., float], *arguments: Any, runs: int = 5) -> tuple[list[float], int]:
    """Run a top-level function `runs` times, each in a fresh process with Django set up.

    The function does its own timing and returns the figure. Gives the figures and the highest peak memory in bytes.
    """
    values, peaks = [], []
    context = multiprocessing.get_context("spawn")
    for _ in range(runs):
        with ProcessPoolExecutor(1, mp_context=context, initializer=_set_up_django) as pool:
            value, peak = pool.submit(_measured, function, arguments).result()
        values.append(value)
        peaks.append(peak)
    return values, max(peaks)


def machine_speed() -> Result:
    """What one core gives just now, in millions of additions a second: a machine that is shared is not the same at each
    hour, and figures are compared by it.
    """

    def speed() -> float:
        begun = time.perf_counter()
        total = 0
        for number in range(2_000_000):
            total += number
        return 2 / (time.perf_counter() - begun)

    return Result.of("machine_speed", 1, "million additions/s", [speed() for _run in range(5)], 0)


def manage(*arguments: str) -> None:
    """Run a management command to its end."""
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=CHECKOUT, check=True)


def _set_up_django() -> None:
    import django

    django.setup()


def _measured(function: Callable[..., float], arguments: Sequence[Any]) -> tuple[float, int]:
    value = function(*arguments)
    return value, _peak_rss(os.getpid())  # what getrusage tells begins with the peak of the process that began it


def _send(host: str, port: int, request: Request | Callable[[int], Request], at_once: int, total: int) -> Load:
    seconds: list[float] = []
    failures: list[int] = []
    lock, start = Lock(), Barrier(at_once + 1)
    numbers = iter(range(total))  # each next() is one step of C: no two connections are given the same

    def person() -> None:
        line = Line(host, port)
        took, wrong = [], 0
        start.wait()
        for number in numbers:
            one = request(number) if callable(request) else request
            began = time.perf_counter()
            status = line.ask(one)
            took.append(time.perf_counter() - began)
            wrong += status != one.expect
        line.close()
        with lock:
            seconds.extend(took)
            failures.append(wrong)

    threads = [Thread(target=person) for _ in range(at_once)]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    whole = time.perf_counter() - began
    cuts = statistics.quantiles(seconds, n=100)
    return Load(len(seconds) / whole, cuts[49] * 1000, cuts[94] * 1000, sum(failures))


class Line:
    """A kept-alive connection to the web server that costs the machine little: it runs on the same processors as what
    is measured, and http.client would take a twentieth of them, most of it for the heads of answers that nobody reads.
    """

    def __init__(self, host: str, port: int) -> None:
        self._socket = socket.create_connection((host, port), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._host = f"{host}:{port}"

    def ask(self, request: Request) -> int:
        """Sends the request and reads the answer to its end. Returns its status."""
        body = request.body or b""
        named = {"Host": self._host, "Content-Length": str(len(body)), **(request.headers or {})}
        head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
        self._socket.sendall(f"{request.method} {request.path} HTTP/1.1\r\n{head}\r\n".encode() + body)
        answer = self._more()
        while b"\r\n\r\n" not in answer:
            answer += self._more()
        told, _end, got = answer.partition(b"\r\n\r\n")
        lines = dict(line.lower().split(b": ", 1) for line in told.split(b"\r\n")[1:])
        if b"content-length" in lines:
            missing = int(lines[b"content-length"]) - len(got)
            while missing > 0:
                missing -= len(self._more())
        elif lines.get(b"transfer-encoding") == b"chunked":
            while not got.endswith(b"\r\n0\r\n\r\n"):
                got = got[-7:] + self._more()
        return int(told[9:12])

    def _more(self) -> bytes:
        piece = self._socket.recv(256 * 1024)
        if not piece:
            raise ConnectionError("The web server closed the connection.")
        return piece

    def close(self) -> None:
        self._socket.close()


def _await_port(port: int, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            connection.request("GET", "/")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            connection.close()
            return
    raise TimeoutError(f"The web server did not answer on port {port} within {seconds} s.")


def _descendants(pid: int) -> list[int]:
    found = [pid]
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in listed.read_text().split():
            found += _descendants(int(child))
    return found


def _cpu_seconds(pid: int) -> float:
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


def _peak_rss(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return 0
    line = next((line for line in status.splitlines() if line.startswith("VmHWM")), "VmHWM: 0 kB")
    return int(line.split()[1]) * 1024
