"""How much a Gemini model can be told to think: a level, a budget, or nothing at all."""

from __future__ import annotations

from collections.abc import Mapping

from providers.adapters.framing import Frame
from providers.adapters.parameters import Slot, Table

# What thoughts may take beyond the length of the answer, which they count against.
THOUGHT_TOKENS = {"none": 0, "low": 1024, "medium": 8192, "high": 24_576}


def _levels(*efforts: str) -> Mapping[str, Frame]:
    return {effort: {"thinkingLevel": effort.upper()} for effort in efforts}


def _budgets(*efforts: str) -> Mapping[str, Frame]:
    return {effort: {"thinkingBudget": THOUGHT_TOKENS[effort]} for effort in efforts}


# By the beginning of the name, the longer first. A model that is not here is told nothing: one
# word that it does not know, and it refuses the whole call.
EFFORTS: Mapping[str, Mapping[str, Frame]] = {
    "gemini-2.5-flash-lite": _budgets("none", "low", "medium", "high"),
    "gemini-2.5-flash": _budgets("none", "low", "medium", "high"),
    "gemini-2.5-pro": _budgets("low", "medium", "high"),
    "gemini-3.1-pro": _levels("low", "medium", "high"),
    "gemini-3.5-flash": _levels("minimal", "low", "medium", "high"),
    "gemini-3.6-flash": _levels("low", "medium", "high"),
    "gemini-3.7-flash": _levels("low", "medium", "high"),
    "gemini-3.8-flash": _levels("low", "medium", "high"),
}


def effort_table(model: str) -> Table:
    """The one slot for the reasoning effort, if this model has any."""
    efforts = next((known for name, known in EFFORTS.items() if model.startswith(name)), None)
    if efforts is None:
        return {}
    return {
        "reasoning_effort": Slot(
            lambda effort: {"thinkingConfig": efforts[effort]},
            takes=lambda effort: effort in efforts,
        )
    }
