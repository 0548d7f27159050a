"""What a patched answer has left of the one before it: whose sentences stand as they stood."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from council.deliberation.shown import SourceShown


def carry_sources(
    sources: Sequence[SourceShown], before: str, after: str
) -> tuple[SourceShown, ...]:
    """The sources of those sentences of `before` that stand word for word in `after`, in the same
    order, at their new places. A sentence that was changed has nobody's support any more."""
    return tuple(_carried(sources, before, after))


def _carried(sources: Sequence[SourceShown], before: str, after: str) -> Iterator[SourceShown]:
    position = 0
    for source in sorted(sources, key=lambda source: source.begins):
        sentence = before[source.begins : source.ends]
        begins = _find_whole(sentence, after, position) if sentence.strip() else -1
        if begins >= 0:
            position = begins + len(sentence)
            yield replace(source, begins=begins, ends=position)


def _find_whole(sentence: str, text: str, position: int) -> int:
    """Where it stands by itself, not as a part of a longer sentence; -1 where it does not."""
    while (begins := text.find(sentence, position)) >= 0:
        ends = begins + len(sentence)
        if not text[begins - 1 : begins].strip() and not text[ends : ends + 1].strip():
            return begins
        position = begins + 1
    return -1
