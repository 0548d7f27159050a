"""Asks an adapter one question that a test answers."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
import responses

from providers.errors import Cut, ProviderError
from providers.protocol import (
    Deadline,
    Delta,
    Key,
    Message,
    ModelCall,
    Parameters,
    Provider,
    Usage,
)

TALK = (
    Message("system", "Be brief."),
    Message("user", "Why, canary?"),
    Message("assistant", "Salt."),
    Message("user", "From where, canary?"),
    Message("user", "And when, canary?"),
)
ALL_SET = Parameters(temperature=0.0, top_p=0.9, seed=7, stop=("###",))


def ask(provider: Provider, model: str = "m", parameters: Parameters | None = None) -> list[Delta]:
    call = ModelCall(model, TALK, 300, parameters or Parameters())
    return list(provider.stream(call, Key(" canarykey "), Deadline.after(5)))


def answer(provider: Provider, url: str, body: bytes, model: str = "m") -> list[Delta]:
    responses.add("POST", url, body=body)
    return ask(provider, model)


def counted_until(
    error: type[ProviderError], provider: Provider, url: str, body: bytes
) -> list[Usage]:
    """What was counted before this error came."""
    responses.add("POST", url, body=body)
    heard: list[Delta] = []
    with pytest.raises(error):
        heard.extend(
            provider.stream(ModelCall("m", TALK, 300), Key("canarykey"), Deadline.after(5))
        )
    return [delta.usage for delta in heard if delta.usage]


def sent(
    provider: Provider, url: str, parameters: Parameters | None = None
) -> tuple[Any, dict[str, Any]]:
    """The request and its body. Nobody answers it."""
    responses.add("POST", url)
    with pytest.raises(Cut):
        ask(provider, parameters=parameters)
    request = responses.calls[-1].request
    return request, orjson.loads(request.body or b"")


def events(*frames: dict[str, Any], end: bytes = b"data: [DONE]\n\n") -> bytes:
    return b"".join(b"data: %b\n\n" % orjson.dumps(frame) for frame in frames) + end


def text(deltas: list[Delta]) -> str:
    return "".join(delta.text for delta in deltas)
