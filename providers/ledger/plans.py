"""The quota windows that come with a provider's plan. They are ours, not the provider's word:
an operator changes them in the admin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from providers.adapters.gemini import Gemini
from providers.adapters.huggingface import HuggingFace
from providers.adapters.ollama import Ollama
from providers.ledger.windows import Metric, Period
from providers.money import NANO_USD

FREE: Final = "free"
PRO: Final = "pro"
PACIFIC: Final = "America/Los_Angeles"


@dataclass(frozen=True, slots=True)
class PlannedWindow:
    """A window of the provider itself."""

    metric: Metric
    period: Period
    limit: int
    zone: str = "UTC"
    is_soft: bool = False


def _a_month(limit: int) -> PlannedWindow:
    return PlannedWindow(Metric.NANO_USD, Period.MONTH, limit, is_soft=True)


# Requests a minute and calls at once are kept small enough that no host refuses them. The credit
# of a month is $0.10 on the free plan and $2.00 with PRO; a little is left for what costs more
# than it was estimated. https://huggingface.co/docs/inference-providers/pricing
_HUGGINGFACE: Final = (
    PlannedWindow(Metric.REQUESTS, Period.MINUTE, 60),
    PlannedWindow(Metric.CONCURRENCY, Period.AT_ONCE, 4),
)
# What the owner's machine takes at once: OLLAMA_NUM_PARALLEL.
_OLLAMA: Final = (PlannedWindow(Metric.CONCURRENCY, Period.AT_ONCE, 2),)
# https://ai.google.dev/gemini-api/docs/rate-limits: a day begins at midnight in California.
_GEMINI_FREE: Final = (
    PlannedWindow(Metric.REQUESTS, Period.MINUTE, 10),
    PlannedWindow(Metric.REQUESTS, Period.DAY, 20, PACIFIC),
)

# By adapter and plan; what is not here comes with none.
PLANS: Final[dict[tuple[str, str], tuple[PlannedWindow, ...]]] = {
    (HuggingFace.name, FREE): (*_HUGGINGFACE, _a_month(9 * NANO_USD // 100)),
    (HuggingFace.name, PRO): (*_HUGGINGFACE, _a_month(19 * NANO_USD // 10)),
    (Ollama.name, FREE): _OLLAMA,
    (Ollama.name, PRO): _OLLAMA,
    (Gemini.name, FREE): _GEMINI_FREE,
    (Gemini.name, PRO): (PlannedWindow(Metric.REQUESTS, Period.MINUTE, 150),),
}
