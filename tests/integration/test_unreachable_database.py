"""A DATABASE_URL that leads nowhere: told in seconds, in words, and without its password."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.integration.stack import WHERE_STACKS_RUN, stack_in

pytestmark = WHERE_STACKS_RUN

SECONDS = 15  # most of it is the start of Python
SECRET = "canarypassword"  # noqa: S105  nobody's


@pytest.mark.parametrize(
    "url",
    [
        f"postgres://ann:{SECRET}@127.0.0.1:9/council",
        f"postgres://ann:{SECRET}@127.0.0.1:port/council",
        f"postgre://ann:{SECRET}@127.0.0.1/council",
    ],
    ids=["wrong port", "unreadable", "unknown scheme"],
)
def test_it_is_told_what_to_mend(tmp_path: Path, url: str) -> None:
    with stack_in(tmp_path, DATABASE_URL=url) as stack:
        began = time.monotonic()
        up = stack.manage("up")
        said, errors = up.communicate(timeout=60)
        assert time.monotonic() - began < SECONDS
    assert up.returncode != 0
    assert "DATABASE_URL" in errors
    assert "Traceback" not in errors
    assert SECRET not in said + errors
