"""The critical path without us: the slowest member and then the chair, asked directly."""

from __future__ import annotations

import time

import requests

from council.deliberation.brief import Member, Opinion
from council.deliberation.prompts import ask_chair, ask_member
from providers.calls import Prompt
from providers.protocol import ModelRef
from tests.bench.client import QUERY
from tests.bench.councils import LineUp
from tests.integration.rehearsal import Rehearsal

LONGEST_SECONDS = 60


class Direct:
    """Asks the upstream over one kept connection, with the prompts that a council would send."""

    def __init__(self, upstream: Rehearsal) -> None:
        self._url = f"{upstream.url}/v1/chat/completions"
        self._session = requests.Session()
        self._session.trust_env = False

    def critical_path_seconds(self, line_up: LineUp, text: str) -> float:
        """From the slowest member's question to the chair's last byte, where all say `text`."""
        began = time.monotonic()
        self._ask(line_up.slowest(len(text.split())), ask_member(QUERY))
        self._ask(line_up.chair, _prompt_of_chair(line_up, text))
        return time.monotonic() - began

    def _ask(self, model: str, prompt: Prompt) -> None:
        messages = [{"role": said.role, "content": said.content} for said in prompt.messages]
        body = {"model": model, "messages": messages, "max_tokens": prompt.max_tokens}
        with self._session.post(
            self._url, json={**body, "stream": True}, stream=True, timeout=LONGEST_SECONDS
        ) as response:
            response.raise_for_status()
            for _ in response.iter_content(65_536):
                pass


def _prompt_of_chair(line_up: LineUp, text: str) -> Prompt:
    chair = Member("chair", "Chair", "", (ModelRef("upstream", line_up.chair),))
    opinions = [Opinion(name, text, ModelRef("upstream", name)) for name in line_up.members]
    return ask_chair(QUERY, opinions, chair).prompt
