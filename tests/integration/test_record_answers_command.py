"""`manage.py record_answers`, where it cannot begin."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

pytestmark = pytest.mark.django_db


def test_a_model_that_nobody_knows_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no model script:ann that may be asked"):
        call_command("record_answers", "gsm8k", members="script:ann", into=tmp_path / "new")


def test_scripted_answers_are_never_recorded(tmp_path: Path, settings: Settings) -> None:
    settings.REHEARSAL = True

    with pytest.raises(CommandError, match="its answers are scripted"):
        call_command("record_answers", "gsm8k", members="script:ann", into=tmp_path / "new")
    assert list(tmp_path.iterdir()) == []
