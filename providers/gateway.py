"""The one door to the models: asks them in order until one gives a whole answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from providers.asking import Asking
from providers.calls import Answer, AttemptRecord, Call, Report
from providers.commons import Commons, Means
from providers.protocol import Key, Provider
from providers.quota import Ledger


class Gateway:
    """Asks models until one gives a whole answer.

    `providers` and `keys` are by provider name; `record` is told of every attempt that ended.
    `commons` is what the process shares; without it this gateway stands alone. `allows_paid`: a
    paid model may always stand in for a free one.
    """

    def __init__(
        self,
        *,
        providers: Mapping[str, Provider],
        keys: Mapping[str, Sequence[Key]],
        ledger: Ledger,
        record: Callable[[AttemptRecord], None],
        commons: Commons | None = None,
        allows_paid: bool = False,
    ) -> None:
        self.providers = providers
        self.keys = keys
        self.means = Means(providers, keys, ledger, record, commons or Commons(), allows_paid)

    def ask(self, call: Call, report: Report) -> Answer:
        """The first whole answer of the call's models, and how it came to be that one.

        Where all of them were cut, most of an answer is given as partial. Raises Cancelled or
        another FinalError at once, else the last model's error, which then tells what was tried.
        """
        return Asking(self.means, call, report).answer()
