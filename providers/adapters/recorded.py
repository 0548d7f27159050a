"""Plays back what models once answered. Stands in no registry: only an evaluation builds it, and no
council can be given its models."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from providers.errors import NotRecorded
from providers.protocol import (
    FIRST_TEXT_SECONDS,
    CatalogueEntry,
    Deadline,
    Delta,
    Finish,
    Health,
    Key,
    ModelCall,
)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A text as it came. `is_cut_off`: it ended at a limit of tokens."""

    text: str
    is_cut_off: bool = False


class RecordedProvider:
    """Answers by model and query: what the last message of a call says, to the letter. It counts no
    tokens, so that the gateway estimates them."""

    name = "recorded"
    first_text_seconds = FIRST_TEXT_SECONDS

    def __init__(self, answers: Mapping[tuple[str, str], Recorded]) -> None:
        self._answers = answers

    def stream(self, call: ModelCall, key: Key, deadline: Deadline) -> Iterator[Delta]:  # noqa: ARG002
        deadline.check()
        query = call.messages[-1].content
        recorded = self._answers.get((call.model, query))
        if recorded is None:
            raise NotRecorded
        yield Delta(text=recorded.text)
        yield Delta(finish=Finish.LENGTH if recorded.is_cut_off else Finish.STOP)

    def most_output_tokens(self, call: ModelCall) -> int:
        return call.max_tokens

    def catalogue(self, key: Key) -> list[CatalogueEntry]:  # noqa: ARG002
        return [CatalogueEntry(model) for model in sorted({model for model, _ in self._answers})]

    def probe(self, key: Key) -> Health:  # noqa: ARG002
        return Health(
            is_reachable=True, is_authorised=None, seconds=0.0, checked_at=datetime.now(UTC)
        )
