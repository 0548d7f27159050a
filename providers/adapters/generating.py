"""Text Generation Inference by its own route: a prompt in, tokens out, for what has no chat."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from providers.adapters.answers import read_answer
from providers.adapters.asking import bearer, posting, private_parts
from providers.adapters.framing import Frame, as_count, as_frame, as_text, split_events
from providers.adapters.http import HttpClient
from providers.adapters.parameters import (
    MAX_STOPS,
    ROUTER_PARAMETERS,
    Fitted,
    Slot,
    Table,
    fit,
    nowhere,
    under,
)
from providers.adapters.thoughts import ThoughtParter
from providers.protocol import Deadline, Delta, Finish, Key, Message, ModelCall, Parameters, Usage

SPEAKERS = {"user": "User:", "assistant": "Assistant:"}
# Without a template the model would go on and play the user as well.
NEXT_TURN = f"\n{SPEAKERS['user']}"

# Out of range is a refusal, and what a value means to others it may not mean here.
PARAMETERS: Table = {
    "temperature": Slot(under("temperature"), takes=lambda value: value > 0),
    "top_p": Slot(under("top_p"), takes=lambda value: 0 < value <= 1, implied=(1,)),
    "top_k": Slot(under("top_k"), takes=lambda value: value > 0),
    "seed": Slot(under("seed"), takes=lambda value: value >= 0),
    "stop": Slot(under("stop"), most=MAX_STOPS - 1),
    "presence_penalty": Slot(nowhere, takes=lambda value: value == 0),
    "frequency_penalty": Slot(under("frequency_penalty"), implied=(0,)),
    "response_format": Slot(
        under("grammar", lambda wanted: {"type": "json", "value": dict(wanted.schema)}),
        takes=lambda wanted: wanted.schema is not None,
    ),
}
# In its chat a presence penalty becomes a penalty on repetition, larger by two.
CHAT_PARAMETERS: Table = {
    **ROUTER_PARAMETERS,
    "top_p": Slot(under("top_p"), takes=lambda value: 0 < value <= 1, implied=(1,)),
    "seed": PARAMETERS["seed"],
    "presence_penalty": PARAMETERS["presence_penalty"],
}


def generate(
    http: HttpClient, address: str, call: ModelCall, key: Key, deadline: Deadline
) -> Iterator[Delta]:
    fitted = fit(_without_choice(call.parameters), PARAMETERS)
    body = _body(call, fitted)
    request = posting(
        f"{address}/generate_stream",
        bearer(key),
        body,
        [*private_parts(call, key), as_text(body["inputs"])],
    )
    with http.open(request, deadline) as exchange:
        dialect = GenerationDialect(ThoughtParter(call.model))
        yield from read_answer(
            exchange, split_events(exchange.marked_lines()), dialect, fitted.dropped
        )


class GenerationDialect:
    """One token in each frame; the last one repeats the whole text. Nothing else marks the end."""

    def __init__(self, parter: ThoughtParter) -> None:
        self._parter = parter
        self._has_text = False

    def read(self, frame: Frame) -> Delta:
        token = as_frame(frame.get("token"))
        piece = "" if token.get("special") else as_text(token.get("text"))
        whole = frame.get("generated_text")
        # Who does not stream sends the whole text and no tokens.
        if isinstance(whole, str) and not token and not self._has_text:
            piece = whole
        self._has_text = self._has_text or bool(piece)
        text, thought = self._parter.part(piece)
        if not isinstance(whole, str):
            return Delta(text=text, reasoning=thought)
        details = as_frame(frame.get("details"))
        finish = Finish.LENGTH if details.get("finish_reason") == "length" else Finish.STOP
        return Delta(text=text, reasoning=thought, usage=self.usage(frame), finish=finish)

    def usage(self, frame: Frame) -> Usage | None:
        details = as_frame(frame.get("details"))
        if "generated_tokens" not in details:
            return None
        return Usage(as_count(details.get("input_length")), as_count(details["generated_tokens"]))

    def rest(self) -> Delta:
        text, thought = self._parter.rest()
        return Delta(text=text, reasoning=thought)


def write_prompt(messages: Iterable[Message]) -> str:
    """The conversation as a script that stops where the model's turn begins."""
    turns = [
        message.content
        if message.role == "system"
        else f"{SPEAKERS[message.role]} {message.content}"
        for message in messages
    ]
    return "\n\n".join([*turns, SPEAKERS["assistant"]])


def _body(call: ModelCall, fitted: Fitted) -> Frame:
    return {
        "inputs": write_prompt(call.messages),
        "parameters": {
            "max_new_tokens": call.max_tokens,
            "return_full_text": False,
            "details": True,
            **fitted.fields,
            "stop": [*fitted.fields.get("stop", ()), NEXT_TURN],
        },
    }


def _without_choice(parameters: Parameters) -> Parameters:
    """A temperature of 0 is a refusal here: it is said by setting nothing that draws lots."""
    if parameters.temperature != 0:
        return parameters
    return replace(parameters, temperature=None, top_p=None, top_k=None)
