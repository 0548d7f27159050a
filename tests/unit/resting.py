"""Models that may be left alone, and the errors that bring it about."""

from __future__ import annotations

from providers.cooldowns.boards import BoardStates
from providers.errors import CoolingDown, Cut, ProviderError
from providers.protocol import Key, ModelRef

ANN, BOB, CLEO, DAN = (
    ModelRef("stage", name, name.title()) for name in ("ann", "bob", "cleo", "dan")
)
FAR = ModelRef("other", "ann")
KEY, SPARE = Key("hf_canarykey", "HF_TOKEN"), Key("hf_canarykeyspare")


def fail(states: BoardStates, model: ModelRef, *errors: ProviderError, key: Key = KEY) -> None:
    for error in errors:
        states.failed(states.admit(model, key), error)


def open_model(states: BoardStates, model: ModelRef) -> None:
    fail(states, model, *[Cut()] * 5)


def is_admitted(states: BoardStates, model: ModelRef, key: Key = KEY) -> bool:
    try:
        states.returned(states.admit(model, key))
    except CoolingDown:
        return False
    return True
