"""The rehearsal upstream in a process of its own, on a free port: for tests that need real HTTP."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import openai
import requests

ROOT = Path(__file__).parents[2]
SECONDS = 10
ANN = "openai/gpt-oss-120b"
QUERY = "Why is the sea salty, canary?"


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A running upstream. `url` has no path: a wire's own path goes behind it."""

    url: str

    def set_faults(self, **scripts: Sequence[str]) -> None:
        """By model, one fault per call, `*` after the last for ever: `ann=["429:2", "ok"]`."""
        self.put_faults(scripts)

    def put_faults(self, scripts: dict[str, Sequence[str]]) -> None:
        """The same for models whose names are no Python names; "*" stands for every model."""
        self._ask("PUT", "faults", dict(scripts))

    def set_answers(self, answers: dict[str, Sequence[str]]) -> None:
        """What a model says, call by call; the last answer stays."""
        self._ask("PUT", "answers", dict(answers))

    def calls(self) -> dict[str, dict[str, int]]:
        """By model: calls, in_flight, most_in_flight, abandoned, tokens_sent."""
        counts: dict[str, dict[str, int]] = self._ask("GET", "calls").json()
        return counts

    def arrivals(self) -> dict[str, list[float]]:
        """By model: when its calls came, in seconds of the clock on the wall."""
        moments: dict[str, list[float]] = self._ask("GET", "arrivals").json()
        return moments

    def bills(self) -> dict[str, dict[str, int]]:
        """By model: told (answers whose usage was sent), input_tokens, cached_tokens,
        output_tokens, thought_tokens; untold, untold_input_tokens, untold_output_tokens (those
        that broke off before that)."""
        bills: dict[str, dict[str, int]] = self._ask("GET", "bills").json()
        return bills

    def clear(self) -> None:
        """As if just started: no faults, no scripted answers, nothing counted."""
        for what in ("faults", "answers", "calls"):
            self._ask("DELETE", what)

    def _ask(self, method: str, what: str, body: object = None) -> requests.Response:
        url = f"{self.url}/rehearsal/{what}"
        response = requests.request(method, url, json=body, timeout=SECONDS)
        response.raise_for_status()
        return response


@contextmanager
def running_rehearsal(*options: str, speed: float = 0) -> Iterator[Rehearsal]:
    """Started with these options more (`--fault`, `m=500`), and ended with the block."""
    command = [sys.executable, "-m", "providers.rehearsal", "--port", "0", "--speed", str(speed)]
    with subprocess.Popen(
        [*command, *options], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            yield Rehearsal(url=process.stdout.readline().split()[-1])
        finally:
            process.terminate()
            process.wait(timeout=SECONDS)


def openai_at(upstream: Rehearsal) -> openai.OpenAI:
    """A client that asks once."""
    return openai.OpenAI(
        base_url=f"{upstream.url}/v1", api_key="hf_canarykey", max_retries=0, timeout=SECONDS
    )


def ask_openai(client: openai.OpenAI, model: str = ANN, query: str = QUERY) -> str:
    found = client.chat.completions.create(
        model=model, messages=[{"role": "user", "content": query}]
    )
    return found.choices[0].message.content or ""


def stream_openai(client: openai.OpenAI, model: str = ANN) -> tuple[str, str | None, int]:
    """The text, how it finished, and the tokens counted."""
    text, finish, tokens = "", None, 0
    for chunk in client.chat.completions.create(
        model=model,
        messages=[{"role": "user", "content": QUERY}],
        stream=True,
        stream_options={"include_usage": True},
    ):
        for choice in chunk.choices:
            text += choice.delta.content or ""
            finish = choice.finish_reason or finish
        tokens = chunk.usage.completion_tokens if chunk.usage else tokens
    return text, finish, tokens


def ask_ollama(upstream: Rehearsal, model: str = "gemma4", **more: object) -> requests.Response:
    body = {"model": model, "messages": [{"role": "user", "content": QUERY}], **more}
    return requests.post(f"{upstream.url}/api/chat", json=body, timeout=SECONDS)


def ask_gemini(
    upstream: Rehearsal, action: str = "generateContent", key: str = "AIzacanarykey"
) -> requests.Response:
    return requests.post(
        f"{upstream.url}/v1beta/models/gemini-3.8-flash:{action}",
        json={"contents": [{"role": "user", "parts": [{"text": QUERY}]}]},
        headers={"x-goog-api-key": key},
        timeout=SECONDS,
    )
