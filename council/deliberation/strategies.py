"""Which stages a council goes through, in what order."""

from __future__ import annotations

from collections.abc import Callable

from council.deliberation.brief import Brief, Synthesis
from council.deliberation.events import Emit
from council.deliberation.stages import gather_opinions, write_synthesis
from providers.gateway.door import Gateway

Strategy = Callable[[Brief, Gateway, Emit], Synthesis]


def panel(brief: Brief, gateway: Gateway, emit: Emit) -> Synthesis:
    """Everyone answers, the chair writes."""
    opinions = gather_opinions(brief, gateway, emit)
    return write_synthesis(brief, opinions, gateway, emit)


STRATEGIES: dict[str, Strategy] = {"panel": panel}
