"""The embedded PostgreSQL: many may use it, and it ends with the last of them."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from config.embedded import CHECKOUT, EmbeddedServerError, Server

PATIENCE = 180  # seconds; a machine at work on other things ends a process slowly
USER = """
import sys
from pathlib import Path
from config.embedded import Server
server = Server.of(Path(sys.argv[1]))
print(server.database("shared").app, flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def home() -> Iterator[Path]:
    # /var/tmp: as root the server runs as a user of its own, who cannot enter pytest's private folder
    with tempfile.TemporaryDirectory(dir="/var/tmp", prefix="hanbat-embedded-") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder) / "data"


def another_user(home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", USER, str(home)],
        cwd=CHECKOUT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def answers(url: str) -> bool:
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return True


@pytest.mark.slow
def test_the_server_starts_once_for_all_and_stops_with_the_last_even_when_one_was_killed(home: Path) -> None:
    people = [another_user(home) for _ in range(3)]
    urls = {person.stdout.readline().strip() for person in people if person.stdout}
    assert len(urls) == 1
    url = urls.pop()
    assert answers(url)

    people[0].communicate("leave\n", timeout=PATIENCE)
    assert answers(url)
    people[1].send_signal(signal.SIGKILL)
    people[1].wait(timeout=PATIENCE)
    assert answers(url)
    people[2].communicate("leave\n", timeout=PATIENCE)
    assert not answers(url)


@pytest.mark.slow
def test_data_outlive_the_server_and_a_crash_of_it(home: Path) -> None:
    server = Server(home)
    server.join()
    urls = server.database("kept")
    with psycopg.connect(urls.owner) as owner:
        owner.execute("CREATE TABLE note (text text)")
        owner.execute("INSERT INTO note VALUES ('한밭')")
    postmaster = int((server.cluster / "postmaster.pid").read_text().splitlines()[0])
    os.kill(postmaster, signal.SIGKILL)

    again = Server(home)
    again.join()
    with psycopg.connect(again.database("kept").app) as app:
        assert app.execute("SELECT text FROM note").fetchone() == ("한밭",)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("TRUNCATE note")
    again.leave()
    server.leave()


def test_no_folder_above_the_data_is_opened_to_others(home: Path) -> None:
    home.parent.chmod(0o700)
    server = Server(home)
    if os.geteuid() == 0:  # the server runs as a user of its own, who cannot get through
        with pytest.raises(EmbeddedServerError, match="HANBAT_DATA"):
            server.join()
    else:
        server.join()
        server.leave()
        assert home.stat().st_mode & 0o777 == 0o700
    assert home.parent.stat().st_mode & 0o777 == 0o700
