"""The secrets a first start makes for itself."""

from __future__ import annotations

import base64
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from backend.secrets import make_once

STARTS = 16


def read(path: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in path.read_text().splitlines())


def test_the_first_start_makes_both_secrets(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secrets.env"
    make_once(path)
    secrets = read(path)
    assert set(secrets) == {"SECRET_KEY", "ENCRYPTION_KEYS"}
    assert len(secrets["SECRET_KEY"]) >= 50
    assert len(base64.urlsafe_b64decode(secrets["ENCRYPTION_KEYS"])) == 32  # as Fernet asks


def test_only_their_owner_reads_them(tmp_path: Path) -> None:
    path = tmp_path / "secrets.env"
    make_once(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_they_are_made_once_and_never_changed(tmp_path: Path) -> None:
    path = tmp_path / "secrets.env"
    make_once(path)
    first = path.read_text()
    make_once(path)
    assert path.read_text() == first
    path.write_text("SECRET_KEY=mine\n")
    make_once(path)
    assert path.read_text() == "SECRET_KEY=mine\n"


def test_two_places_have_two_secrets(tmp_path: Path) -> None:
    for name in ("one", "two"):
        make_once(tmp_path / name / "secrets.env")
    assert read(tmp_path / "one/secrets.env") != read(tmp_path / "two/secrets.env")


def test_starts_at_once_make_one_file_and_find_it_whole(tmp_path: Path) -> None:
    path = tmp_path / "secrets.env"
    together = Barrier(STARTS)

    def start(_: int) -> str:
        together.wait()
        make_once(path)
        return path.read_text()

    with ThreadPoolExecutor(STARTS) as threads:
        found = set(threads.map(start, range(STARTS)))
    assert found == {path.read_text()}
    assert len(read(path)) == 2
    assert list(tmp_path.iterdir()) == [path]
