"""The one door to the models: asks them in order until one gives a whole answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from providers.calls import Answer, AttemptRecord, Call, Report
from providers.gateway.asking import Asking, tokens_of
from providers.gateway.means import Commons, Means, Ways
from providers.protocol import Key, Provider
from providers.quota import Ledger


class Gateway:
    """Asks models until one gives a whole answer.

    `providers` and `keys` are by provider name; `record` is told of every attempt that ended.
    `commons` is what the process shares; without it this gateway stands alone.
    """

    def __init__(
        self,
        *,
        providers: Mapping[str, Provider],
        keys: Mapping[str, Sequence[Key]],
        ledger: Ledger,
        record: Callable[[AttemptRecord], None],
        commons: Commons | None = None,
        ways: Ways | None = None,
    ) -> None:
        self.providers = providers
        self.keys = keys
        self.means = Means(providers, keys, ledger, record, commons or Commons(), ways or Ways())

    def ask(self, call: Call, report: Report) -> Answer:
        """The first whole answer of the call's models, and how it came to be that one.

        Where all of them were cut, most of an answer is given as partial. Raises Cancelled or
        another FinalError at once, else the last model's error, which then tells what was tried.
        """
        pinned = self.means.ways.pin(call.models, tokens_of(self.means, call))
        call = replace(call, models=pinned.models)
        answer = Asking(self.means, call, report, pinned.left_out).answer()
        if answer.is_cached:  # nobody was chosen for it now
            return answer
        return answer.because(pinned.reasons.get(str(answer.model), ""))
