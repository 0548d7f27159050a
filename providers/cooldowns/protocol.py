"""Models left alone for a while: the values, and the protocol of what keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from providers.cooldowns.circuits import Circuit, Status
from providers.errors import CoolingDown, Loading, ProviderError, RateLimited, WindowFull
from providers.protocol import Key, ModelRef

PROVIDER: Final = "provider"
# Their end is promised.
WAITED_FOR: Final = frozenset({RateLimited.code, WindowFull.code, Loading.code})

Board = Mapping[str, Circuit]  # what is known of one provider, by the name of the circuit
Changes = dict[str, Circuit]
Keys = Mapping[str, Sequence[Key]]  # by provider


@dataclass(frozen=True, slots=True)
class ModelState:
    """As it stands for everybody: `open` is left alone until then, None: until it is mended."""

    status: Status
    until: datetime | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Pass:
    """Leave to make one attempt; `probe` names it where it tries out what was left alone."""

    model: ModelRef
    key: Key
    probe: str = ""

    @property
    def is_probe(self) -> bool:
        return bool(self.probe)


class LeftAlone(CoolingDown):
    """Not asked, because of what happened before. `because` is the code of that, `circuit` what
    it happened to; `is_tried`: another call is finding out how it is."""

    because: str = ""
    circuit: str = ""
    is_tried: bool = False

    @property
    def can_be_waited_for(self) -> bool:
        return self.because in WAITED_FOR and not self.is_tried


def is_loading(error: ProviderError) -> bool:
    """Whether the model is being loaded, by its own word or by what is known."""
    return isinstance(error, Loading) or (
        isinstance(error, LeftAlone) and error.because == Loading.code
    )


class States(Protocol):
    """What is known of every model, shared by all who ask."""

    def admit(self, model: ModelRef, key: Key) -> Pass:
        """Raises LeftAlone, a CoolingDown that says why and for how long."""
        ...

    def began(self, passed: Pass) -> None:
        """The first text came: who waited for a model to be loaded may ask it."""
        ...

    def succeeded(self, passed: Pass) -> None: ...

    def failed(self, passed: Pass, error: ProviderError) -> float:
        """Returns for how many seconds its route is left alone now."""
        ...

    def returned(self, passed: Pass) -> None:
        """The attempt was not made: a probe may be carried by another."""
        ...

    def accept(self, provider: str, key: Key) -> None:
        """The key was refused and is accepted now: somebody has looked. A spent one stays spent."""
        ...

    def mend(self, model: ModelRef, key: Key) -> None:
        """Somebody has tested it, and it answered: nothing on its way is left alone any more."""
        ...

    def read(self, models: Iterable[ModelRef], keys: Keys | None = None) -> dict[str, ModelState]:
        """By `str(model)`. `keys` are those in use: who is not among them counts no more."""
        ...

    def look(self, provider: str) -> tuple[Board, float]:
        """All that is known there, and the time."""
        ...


def model_circuit(model: ModelRef) -> str:
    return f"model {model.name}"


def key_circuit(key: Key) -> str:
    return f"key {key.id}"


def route_circuit(model: ModelRef, key: Key) -> str:
    return f"route {key.id} {model.name}"
