"""Which parameters a provider takes, and how it wants them said: a table for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from providers.adapters.framing import Frame
from providers.protocol import JsonFormat, Parameters

MAX_STOPS = 4


def itself(value: object) -> object:
    return value


def under(name: str, shape: Callable[[Any], object] = itself) -> Callable[[Any], Frame]:
    """Writes a value into the field of this name."""
    return lambda value: {name: shape(value)}


def nowhere(_: object) -> Frame:
    return {}


def any_value(_: object) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Slot:
    """How one parameter is said. What it does not take is dropped, and so is what it has too much
    of; an `implied` value is what the provider does anyway, and some read it wrongly."""

    write: Callable[[Any], Frame]
    takes: Callable[[Any], bool] = any_value
    most: int = 0
    implied: tuple[object, ...] = ()


Table = Mapping[str, Slot]


@dataclass(slots=True)
class Fitted:
    """What is sent, and the names of what could not be said."""

    fields: Frame = field(default_factory=dict)
    dropped: tuple[str, ...] = ()


def fit(parameters: Parameters, table: Table) -> Fitted:
    """Only what was set is sent: strictness differs from provider to provider."""
    fitted = Fitted()
    for name, value in _set_values(parameters):
        slot = table.get(name)
        if slot is None or not slot.takes(value):
            fitted.dropped += (name,)
            continue
        if slot.most and len(value) > slot.most:
            fitted.dropped += (name,)
            value = value[: slot.most]
        if value not in slot.implied:
            fitted.fields |= slot.write(value)
    return fitted


def _set_values(parameters: Parameters) -> list[tuple[str, Any]]:
    values = ((each.name, getattr(parameters, each.name)) for each in fields(parameters))
    return [(name, value) for name, value in values if value not in (None, ())]


def response_format(wanted: JsonFormat) -> Frame:
    """As OpenAI has it."""
    if wanted.schema is None:
        return {"type": "json_object"}
    schema = {"name": wanted.name, "schema": dict(wanted.schema), "strict": True}
    return {"type": "json_schema", "json_schema": schema}


# An explicit penalty of 0 says nothing, but TGI, which stands behind some, reads it as 2.
CHAT_PARAMETERS: Table = {
    "temperature": Slot(under("temperature")),
    "top_p": Slot(under("top_p")),
    "seed": Slot(under("seed")),
    "stop": Slot(under("stop")),
    "presence_penalty": Slot(under("presence_penalty"), implied=(0,)),
    "frequency_penalty": Slot(under("frequency_penalty"), implied=(0,)),
    "reasoning_effort": Slot(under("reasoning_effort")),
    "response_format": Slot(under("response_format", response_format)),
}
ROUTER_PARAMETERS: Table = {**CHAT_PARAMETERS, "stop": Slot(under("stop"), most=MAX_STOPS)}
