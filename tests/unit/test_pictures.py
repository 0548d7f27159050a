"""The README's pictures are those of the screens that are compared."""

from __future__ import annotations

import re

import pytest

from tests.pictures import IN_README, PICTURES, ROOT


@pytest.mark.parametrize("name", IN_README)
def test_the_readme_shows_a_screen_as_it_is_compared(name: str) -> None:
    shown = ROOT / f"docs/images/{name}.png"
    assert shown.read_bytes() == (PICTURES / f"{IN_README[name]}.png").read_bytes()


def test_the_readme_shows_no_other_picture() -> None:
    named = re.findall(r"docs/images/([\w-]+)\.png", (ROOT / "README.md").read_text())
    assert set(named) == set(IN_README)
