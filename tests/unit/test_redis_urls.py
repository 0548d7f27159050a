"""One address of Redis, in the two forms its clients want."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend import redis_urls


@pytest.mark.parametrize(
    "url",
    ["redis://127.0.0.1:6379/3", "rediss://user:secret@host:6380/0", "redis://[::1]:6379"],
)
def test_an_address_of_a_network_is_the_same_for_both(url: str) -> None:
    assert redis_urls.for_celery(url) == url


@pytest.mark.parametrize("database", [0, 3])
def test_a_socket_is_written_celerys_way(database: int) -> None:
    url = redis_urls.for_celery(f"unix:///run/redis.sock?db={database}")
    assert url == f"redis+socket:///run/redis.sock?virtual_host={database}"


def test_a_socket_without_a_database_is_the_first() -> None:
    assert redis_urls.for_celery("unix:///run/r.sock").endswith("?virtual_host=0")


def test_the_embedded_server_stands_in_the_folder_of_the_rest(tmp_path: Path) -> None:
    url = redis_urls.embedded(tmp_path / "var")
    assert redis_urls.socket_path(url) == (tmp_path / "var").resolve() / "redis.sock"


@pytest.mark.parametrize("name", ["long" * 30, "ü" * 60])
def test_a_folder_too_deep_for_a_socket_gets_a_private_place(tmp_path: Path, name: str) -> None:
    deep = tmp_path / name
    path = redis_urls.socket_path(redis_urls.embedded(deep))
    assert len(bytes(path)) <= redis_urls.LONGEST_SOCKET_PATH
    assert redis_urls.embedded(deep) == redis_urls.embedded(deep / ".." / name)
    assert redis_urls.embedded(deep) != redis_urls.embedded(tmp_path / f"{name}s")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("redis://ann:secret@host:6379/0", "redis://host:6379/0"),
        ("rediss://:se@cret@host/0?password=secret", "rediss://host/0"),
        ("redis://host:6379/0", "redis://host:6379/0"),
    ],
)
def test_an_address_is_shown_without_its_password(url: str, shown: str) -> None:
    assert redis_urls.shown(url) == shown
