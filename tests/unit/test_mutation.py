"""The table of `make mutation`: every fault counts, and one that was not tried counts as missed."""

from __future__ import annotations

import pytest

from tests import mutation

STINT = "providers.gateway.stint.xǁStintǁtake__mutmut_"
HINT = "providers.adapters.waits.x__hints__mutmut_"
REST = "providers.cooldowns.circuits.x_resting__mutmut_"


def results(*statuses: tuple[str, str]) -> list[str]:
    return [f"    {name}{number}: {status}\n" for number, (name, status) in enumerate(statuses)]


def test_a_part_is_told_with_its_modules() -> None:
    lines = results((STINT, "killed"), (STINT, "timeout"), (STINT, "survived"), (HINT, "killed"))

    scores, _ = mutation.read(["    done in 7ms\n", *lines])

    assert {name: (score.noticed, score.faults) for name, score in scores.items()} == {
        "providers.gateway.stint": (2, 3),
        "gateway": (2, 3),
        "providers.adapters.waits": (1, 1),
        "classifier": (1, 1),
    }


@pytest.mark.parametrize("status", ["survived", "no tests", "not checked", "suspicious"])
def test_what_no_test_has_noticed_is_missed_whatever_the_reason(status: str) -> None:
    scores, statuses = mutation.read(results((STINT, status)))

    assert scores["gateway"].missed == [f"{STINT}0 ({status})"]
    assert statuses == {status: 1}


def test_below_its_bar_a_part_is_named_and_the_command_fails(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit, match="Below 80%: gateway"):
        mutation.main(results((HINT, "killed"), (REST, "killed"), (STINT, "survived")))

    assert f"not noticed: {STINT}2 (survived)" in capsys.readouterr().out


def test_where_nothing_was_tried_the_command_fails() -> None:
    with pytest.raises(SystemExit, match="classifier, gateway, cooldowns"):
        mutation.main([])
