"""The quota ledger's protocol: every attempt is bracketed by a reservation."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Final, Protocol
from uuid import UUID

from providers.money import ModelPrice, cost_of
from providers.protocol import Key, ModelRef, Usage
from providers.switch import Switch


@dataclass(frozen=True, slots=True)
class Spender:
    """For whom attempts are made, and what they may cost together (None: no limit).

    `person_id`, `council` and `api_key_id` are only compared and counted, `person_name` only told:
    providers know no more of them. `is_staff`: they are the operator, or one of the staff in
    person.
    """

    person_id: int | None = None
    council: str = ""
    trace_id: UUID | None = None
    max_cost_nano_usd: int | None = None
    api_key_id: str = ""
    person_name: str = ""
    is_staff: bool = False


OPERATOR: Final = Spender(is_staff=True)  # for no person and no council


@dataclass(frozen=True, slots=True)
class Claim:
    """What an attempt asks of the ledger before it is made.

    `input_tokens` is an estimate, `output_tokens` the most that may be written; after `seconds`
    the attempt is over for sure. Cutting the switch ends a wait for a place.
    """

    attempt_id: UUID
    model: ModelRef
    key: Key
    input_tokens: int
    output_tokens: int
    seconds: float
    voice: str = ""
    number: int = 0
    switch: Switch = field(default_factory=Switch)


@dataclass(slots=True)
class Reservation:
    """A place held for one attempt; `usage` is settled on the way out, also when cancelled.

    `price` is the one it is settled at, None where none is known; the cost follows from both.
    Without `has_answer` nothing came of it for those who asked, and they are not charged.
    """

    usage: Usage = field(default_factory=Usage)
    price: ModelPrice | None = None
    has_answer: bool = False

    @property
    def cost_nano_usd(self) -> int | None:
        """0 as long as nothing was used; None where no price is known."""
        return cost_of(self.usage, self.price)


class Ledger(Protocol):
    def reserve(self, claim: Claim) -> AbstractContextManager[Reservation]:
        """Refuse (WindowFull, CapReached, Unpriced), or count and settle on the way out."""
        ...

    def charge_kept(self, attempt_id: UUID) -> None:
        """Its answer, which had failed, is given after all: those who asked are charged for it."""
        ...


class UnlimitedLedger:
    """Lets every attempt through, at one price or none, and counts nothing."""

    def __init__(self, price: ModelPrice | None = None) -> None:
        self.price = price

    def reserve(self, claim: Claim) -> AbstractContextManager[Reservation]:  # noqa: ARG002  the protocol's
        return nullcontext(Reservation(price=self.price))

    def charge_kept(self, attempt_id: UUID) -> None:
        """Nobody is charged."""
