"""Web server and worker as one command in the foreground: `python -m config.processes demo|web|worker`.

`demo` prepares everything (database, migrations, static files, demo data) and runs both; `web` and `worker` run
one each, as in service. Ctrl-C or SIGTERM stops the children first, waits for them, and the embedded database last.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from config.embedded import CHECKOUT, EmbeddedServerError, Server, data_home
from config.environment import Environment, data_folder

FRAME = CHECKOUT.parent / "shared" / "data" / "daejeon_businesses_202603.csv"
START_SECONDS = 60
STOP_SECONDS = {"demo": 30, "web": 30, "worker": 630}  # a worker finishes its task, and a task has ten minutes
SET_PARENT_DEATH_SIGNAL, SET_CHILD_SUBREAPER = 1, 36  # prctl(2)


class Stopped(Exception):
    """A person or the system asked to stop."""


class Failed(Exception):
    """A step of the preparation or one of the processes went wrong; the message says which."""


def main() -> int:
    """Run what the command line asks for; the answer is the exit status."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("what", choices=["demo", "web", "worker"])
    what = arguments.parse_args().what
    _on_signals(_stop)
    _prctl(SET_CHILD_SUBREAPER, 1)  # what a killed child leaves behind becomes ours to end
    try:
        with database():
            if what == "demo":
                prepare_demo()
            commands = {"web": [web()], "worker": [worker()], "demo": [web(), worker()]}[what]
            run(commands, announce=what == "demo", stop_seconds=STOP_SECONDS[what])
    except Stopped:
        return 0
    except (Failed, EmbeddedServerError) as error:
        say(str(error))
        return 1
    return 0


def say(text: str) -> None:
    """To the person in front of the terminal."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


@contextmanager
def database() -> Iterator[None]:
    """The server named by DATABASE_URL, or the embedded one, held until all children are gone."""
    if os.environ.get("DATABASE_URL"):
        yield
        return
    server = Server(data_home())
    server.join()
    try:
        urls = server.database("hanbat")
        os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"] = urls
        manage("migrate", "--verbosity", "0")
        yield
    finally:
        _on_signals(signal.SIG_IGN)  # nothing may interrupt the database's orderly end
        server.leave()
        _reap()


# -- preparation ----------------------------------------------------------------------------------------------


def prepare_demo() -> None:
    """Static files and the played city; both do nothing the second time."""
    port = int(os.environ.get("PORT") or 8000)
    _require_free(port)
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    os.environ.setdefault("PUBLIC_URL", f"http://localhost:{port}")
    if not os.environ.get("FRAME") and FRAME.exists():
        os.environ["FRAME"] = str(FRAME)
    collect_static_files()
    if _knows("demo"):
        manage("demo", *(["--frame", os.environ["FRAME"]] if os.environ.get("FRAME") else []))


def collect_static_files() -> None:
    """Name, compress and gather what browsers fetch, when any of it changed since the last time."""
    made_from = data_folder(Environment(), CHECKOUT) / "static.made-from"
    state = hashlib.sha256((CHECKOUT / "uv.lock").read_bytes())
    state.update((CHECKOUT / "config" / "static_files.py").read_bytes())
    for path in sorted((CHECKOUT / "static").rglob("*")):
        found = path.stat()
        state.update(f"{path}:{found.st_size}:{found.st_mtime_ns}".encode())
    if made_from.exists() and made_from.read_text() == state.hexdigest():
        return
    manage("collectstatic", "--noinput", "--clear", "--verbosity", "0")
    made_from.write_text(state.hexdigest())


def manage(*arguments: str) -> None:
    """Run a management command to its end; raises Failed when it fails."""
    finished = subprocess.run([sys.executable, "manage.py", *arguments], cwd=CHECKOUT, check=False)  # noqa: S603
    if finished.returncode:
        raise Failed(f"`manage.py {' '.join(arguments)}` failed.")


def _knows(command: str) -> bool:
    return any(CHECKOUT.glob(f"*/management/commands/{command}.py"))


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_host(), port))
        except OSError as error:
            raise Failed(f"Port {port} is taken ({error.strerror}). Choose another: make demo PORT=8001") from error


def _host() -> str:
    return os.environ.get("HOST") or "127.0.0.1"


# -- the processes --------------------------------------------------------------------------------------------


def web() -> list[str]:
    """The web server: two processes that work on four requests each unless WEB_PROCESSES and WEB_THREADS say otherwise.
    Up to WEB_WAITING others in each process hold a thread and wait for their turn in :mod:`config.arrival`, which has
    noted when they came. granian would warn of so many threads: it tells errors only."""
    waiting = os.environ.get("WEB_WAITING") or "256"
    return [
        str(Path(sys.executable).with_name("granian")),
        *("--interface", "wsgi", "--no-ws"),
        *("--host", _host(), "--port", os.environ.get("PORT") or "8000"),
        *("--workers", os.environ.get("WEB_PROCESSES") or "2"),
        *("--blocking-threads", waiting, "--backpressure", waiting),
        *("--respawn-failed-workers", "--workers-kill-timeout", "5", "--log-level", "error"),
        "config.wsgi:application",
    ]


def worker() -> list[str]:
    """The worker of the queue."""
    return [sys.executable, "manage.py", "worker"]


def run(commands: Sequence[Sequence[str]], *, announce: bool, stop_seconds: float) -> None:
    """Keep the processes together: when one ends, or when asked to stop, all end."""
    children = [
        # Each in a group of its own: a Ctrl-C reaches this process alone, which then stops them in order. Signalled
        # all at once, django-q2's guard dies before its pool and the rest waits for it.
        subprocess.Popen(  # noqa: S603
            command, cwd=CHECKOUT, stdin=subprocess.DEVNULL, process_group=0, preexec_fn=_end_with_parent
        )
        for command in commands
    ]
    try:
        if announce:
            _announce(children)
        while True:
            for child, command in zip(children, commands, strict=True):
                if child.poll() is not None:
                    raise Failed(f"{Path(command[0]).name} {command[-1]} ended by itself ({child.returncode}).")
            time.sleep(0.2)
    finally:
        _end(children, stop_seconds)


def _announce(children: Sequence[subprocess.Popen[bytes]]) -> None:
    """Wait for the web server, then say where it is and who can sign in."""
    port = int(os.environ.get("PORT") or 8000)
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and all(child.poll() is None for child in children):
        with suppress(OSError), socket.create_connection((_host().replace("0.0.0.0", "127.0.0.1"), port), 1):  # noqa: S104
            break
        time.sleep(0.1)
    if _knows("demo"):
        manage("demo", "--sign-ins")
    say(f"\nHanbat runs at http://localhost:{port}/ (Ctrl-C stops it)")


def _end(children: Sequence[subprocess.Popen[bytes]], seconds: float) -> None:
    """Stop the children kindly; after a while, at a second Ctrl-C, and whatever they left behind, by force."""
    _on_signals(signal.SIG_IGN)
    for child in children:
        if child.poll() is None:
            child.terminate()
    until = time.monotonic() + seconds
    with suppress(subprocess.TimeoutExpired, Stopped):
        _wait(children, min(until, time.monotonic() + 1))
    _on_signals(_stop)  # one Ctrl-C may arrive twice (from the terminal and from make); a later one is meant
    with suppress(subprocess.TimeoutExpired, Stopped):
        _wait(children, until)
    _on_signals(signal.SIG_IGN)
    for child in children:
        if child.poll() is None:
            child.kill()
            child.wait()
    _reap(by_force=True)


def _wait(children: Sequence[subprocess.Popen[bytes]], until: float) -> None:
    for child in children:
        child.wait(max(0.05, until - time.monotonic()))


# -- what the kernel does for us (Linux; elsewhere nothing happens) ---------------------------------------------


def _on_signals(handler: Callable[[int, FrameType | None], None] | signal.Handlers) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, handler)


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stopped


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def _end_with_parent() -> None:
    """In a child: should this process be killed outright, the child is asked to stop."""
    _prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)


def _reap(*, by_force: bool = False) -> None:
    """Collect processes that became ours when their parent died; `by_force` kills those still running.

    The database server is ours in this way too; it runs in a session of its own and is left alone here.
    """
    for pid in _children():
        if by_force and os.getsid(pid) == os.getsid(0):
            os.kill(pid, signal.SIGKILL)
    until = time.monotonic() + 2
    with suppress(ChildProcessError):
        while time.monotonic() < until:
            if os.waitpid(-1, os.WNOHANG) == (0, 0):
                if by_force:
                    return
                time.sleep(0.02)


def _children() -> list[int]:
    listed = Path(f"/proc/self/task/{os.getpid()}/children")
    return [int(pid) for pid in listed.read_text().split()] if listed.exists() else []


if __name__ == "__main__":
    sys.exit(main())
