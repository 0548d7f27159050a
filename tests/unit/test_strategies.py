"""What a council does, in memory."""

from __future__ import annotations

from council.deliberation.brief import Outcome
from council.deliberation.events import OpinionFailed
from council.deliberation.strategies import panel
from providers.errors import QuotaExhausted
from tests.hall import Hall, brief


def test_a_silent_member_does_not_stop_the_council() -> None:
    hall = Hall(ann=["Because."], bob=["Since."], cleo=[QuotaExhausted()], chair=["So."])

    synthesis = panel(brief("ann", "bob", "cleo"), hall.gateway, hall.emit)

    assert synthesis.text == "So."
    assert synthesis.outcome is Outcome.DEGRADED
    assert [event.member for event in hall.events if isinstance(event, OpinionFailed)] == ["cleo"]
