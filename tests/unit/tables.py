"""Scripted models at a table, to be compared and tested."""

from __future__ import annotations

from providers.calls import AttemptRecord
from providers.comparison.asking import Records, Table
from providers.comparison.comparing import Comparison, compare
from providers.gateway.door import Gateway
from providers.protocol import ModelRef
from providers.quota import Ledger, UnlimitedLedger
from tests.hall import Reply, ScriptedProvider

QUERY = "Why is the sea salty?"


class LaidTable:
    """`attempts` are all that were made there."""

    def __init__(
        self, replies: dict[str, list[Reply]], seconds: float = 20.0, ledger: Ledger | None = None
    ) -> None:
        self.provider = ScriptedProvider(replies)
        self.attempts: list[AttemptRecord] = []
        records = Records()

        def record(attempt: AttemptRecord) -> None:
            self.attempts.append(attempt)
            records.note(attempt)

        gateway = Gateway(
            providers={"script": self.provider},
            keys={},
            ledger=ledger or UnlimitedLedger(),
            record=record,
        )
        self.table = Table(gateway, records, seconds)

    def compare(self, *names: str) -> Comparison:
        return compare(QUERY, [ModelRef("script", name) for name in names], self.table)
