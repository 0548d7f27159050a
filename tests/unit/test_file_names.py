"""A file has a name that every system takes, whatever was asked."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

import pytest

from council.exports.naming import file_name


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("Why is the sea salty?", "council-why-is-the-sea-salty"),
        ("../../etc/passwd\r\nSet-Cookie: a=b", "council-etcpasswd-set-cookie-ab"),
        ("Wärum\u202egnp.exe", "council-w%C3%A4rumgnpexe"),
        ("???", "council"),
        ("海" * 100, "council-" + "%E6%B5%B7" * 40),
    ],
)
def test_a_file_has_a_name_that_every_system_takes(query: str, name: str) -> None:
    made = file_name(query, UUID(int=0), "json")
    assert quote(made) == f"{name}-00000000.json"
    assert len(made.encode()) < 255
