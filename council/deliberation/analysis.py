"""The chair's output in two parts: a short analysis of the opinions, then the answer, in which
marks behind sentences tell the opinions that support them. Neither is shown as text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from council.deliberation.answers.words import plain_line
from council.deliberation.shown import ClaimShown, DissentShown, SourceShown

OPEN, CLOSE = "<analysis>", "</analysis>"
MOST_CLAIMS = 20
MOST_HELD = 200  # characters
LONGEST_CLAIM = 500  # characters
ONE_MARK = r"[ \t]?\[\[[ ]?[A-Z](?:[ ]?,[ ]?[A-Z])*[ ]?\]\]"
MARKS = re.compile(f"(?:{ONE_MARK})+")
MAY_BE_MARKS = re.compile(rf"(?:{ONE_MARK}){{0,8}}[ \t]?(?:\[(?:\[[A-Z, ]{{0,60}}\]?)?)?\Z")
LETTER = re.compile(r"[A-Z]")
CODE_FENCE = re.compile(r"^[ ]{0,3}(?:```|~~~)", re.MULTILINE)
SENTENCE_START = re.compile(
    r"(?:\A\s*|[.!?…][\"”'’)*_]*\s+|\n\s*)(?:(?:[-*+>]|\d+[.)]|#+)\s+)*(?=\S)"  # noqa: RUF001
)


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found in the opinions: the claims they make, what departs from the answer, and what
    none of them saw."""

    claims: tuple[ClaimShown, ...] = ()
    dissent: tuple[DissentShown, ...] = ()
    blind_spots: tuple[str, ...] = ()

    def joined_by(self, analysis: Findings | None) -> Findings:
        """What the chair found, with what the members voted, which stands before it: of who departs
        there the chair need not say so again."""
        if analysis is None:
            return self
        voters = {member for point in self.dissent for member in point.members}
        new = [point for point in analysis.dissent if not voters.issuperset(point.members)]
        claims = analysis.claims or self.claims
        return Findings(claims, (*self.dissent, *new), analysis.blind_spots)


NOTHING_FOUND = Findings()


@dataclass(frozen=True, slots=True)
class Piece:
    """More of the answer. `sources`: of the sentences whose marks stood in it."""

    text: str = ""
    sources: tuple[SourceShown, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A whole output, read. `analysis`: None where it holds none that can be read."""

    text: str
    sources: tuple[SourceShown, ...]
    analysis: Findings | None


def read_output(output: str, authors: Mapping[str, str]) -> Written:
    """What the reader of a stream has shown of this output when it has ended. `authors`: of each
    label the member."""
    reader = OutputReader(authors)
    pieces = [reader.take(output), reader.end()]
    text = "".join(piece.text for piece in pieces)
    sources = tuple(source for piece in pieces for source in piece.sources)
    return Written(text, sources, reader.analysis)


class OutputReader:
    """Reads an output that comes in pieces. What may yet become the analysis or a mark is held
    back until that is known; `analysis` stands from its end on."""

    def __init__(self, authors: Mapping[str, str]) -> None:
        self.analysis: Findings | None = None
        self._authors = authors
        self._marks = _Marks(authors)
        self._held = ""
        self._is_analysed = False  # or there is no analysis
        self._is_answer = False

    def take(self, piece: str) -> Piece:
        if self._is_answer:
            return self._marks.take(piece)
        self._held = (self._held + piece).lstrip()
        if self._is_analysed or self._held[: len(OPEN)].lower() != OPEN[: len(self._held)]:
            return self._begin(self._held)
        end = self._held.lower().find(CLOSE, max(0, len(self._held) - len(piece) - len(CLOSE)))
        if end < 0:
            return Piece()
        self.analysis = read_analysis(self._held[len(OPEN) : end], self._authors)
        return self._begin(self._held[end + len(CLOSE) :])

    def end(self) -> Piece:
        """The output has ended: what was held back was no mark. An analysis without an end ends
        with its object; where that has none either, there is no answer."""
        first = Piece() if self._is_answer or self._is_analysed else self._begin(self._unclosed())
        last = self._marks.end()
        return Piece(first.text + last.text, first.sources + last.sources)

    def _begin(self, text: str) -> Piece:
        """The answer begins with its first sign that is none of space."""
        self._held = text.lstrip()
        self._is_analysed = True
        self._is_answer = bool(self._held)
        return self._marks.take(self._held)

    def _unclosed(self) -> str:
        if len(self._held) < len(OPEN):
            return self._held
        rest = self._held[len(OPEN) :].strip()
        length = _length_of_object(rest)
        self.analysis = read_analysis(rest[:length], self._authors)
        return "" if rest.startswith("{") and not length else rest[length:]


class _Marks:
    """Takes the marks out of an answer that comes in pieces; those in code are none."""

    def __init__(self, authors: Mapping[str, str]) -> None:
        self.authors = authors
        self._held = ""
        self._since: list[str] = []  # the last mark
        self._marked_until = 0
        self._is_code = False

    def take(self, piece: str) -> Piece:
        text = self._held + piece
        held = MAY_BE_MARKS.search(text, max(0, len(text) - MOST_HELD))
        until = held.start() if held else len(text)
        self._held = text[until:]
        return self._read(text[:until])

    def end(self) -> Piece:
        rest, self._held = self._held, ""
        return self._read(rest)

    def _read(self, text: str) -> Piece:
        shown: list[str] = []
        sources: list[SourceShown] = []
        position = 0
        for mark in MARKS.finditer(text):
            self._show(text[position : mark.start()], shown)
            position = mark.end()
            source = self._source(mark[0])
            if self._is_code:
                self._show(mark[0], shown)
            elif source:
                sources.append(source)
        self._show(text[position:], shown)
        return Piece("".join(shown), tuple(sources))

    def _show(self, text: str, shown: list[str]) -> None:
        shown.append(text)
        self._since.append(text)

    def _source(self, marks: str) -> SourceShown | None:
        """The sentence before; None where nobody is named, or there is none."""
        since = "".join(self._since)
        self._since = []
        self._is_code ^= len(CODE_FENCE.findall(since)) % 2 == 1
        length = len(since.rstrip())
        starts = [begin.end() for begin in SENTENCE_START.finditer(since, 0, length)]
        begins = self._marked_until + max(starts, default=length)
        ends = self._marked_until + length
        self._marked_until += len(since)
        members = _members(LETTER.findall(marks), self.authors)
        return SourceShown(begins, ends, members) if members and begins < ends else None


def read_analysis(text: str, authors: Mapping[str, str]) -> Findings | None:
    """What the chair found. Its letters are members here; claims of nobody who is known are left
    out. None for what is no JSON object."""
    try:
        found = json.loads(text.strip().removeprefix("```json").strip("`\n "))
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    agreed = [*_objects(found.get("consensus")), *_objects(found.get("unique"))]
    claims = [ClaimShown(*held) for point in agreed if (held := _held(point, authors))]
    dissent: list[DissentShown] = []
    for point in _objects(found.get("contradictions")):
        sides = [_held(side, authors) for side in _objects(point.get("sides"))]
        claims += _contested(sides)
        dissent += _against(sides, point.get("taken"))
    spots = [_line(spot) for spot in _list(found.get("blind_spots"))]
    return Findings(
        tuple(claims[:MOST_CLAIMS]),
        tuple(dissent[:MOST_CLAIMS]),
        tuple(spot for spot in spots if spot)[:MOST_CLAIMS],
    )


Held = tuple[str, tuple[str, ...]]  # a claim, and who holds it


def _contested(sides: list[Held | None]) -> list[ClaimShown]:
    held = [side for side in sides if side]
    return [
        ClaimShown(
            text,
            members,
            tuple(other for _, others in held if others != members for other in others),
        )
        for text, members in held
    ]


def _against(sides: list[Held | None], taken: object) -> list[DissentShown]:
    """The sides that the answer does not take; all where it takes none."""
    answer = dict(enumerate(sides)).get(taken) if type(taken) is int else None
    against = answer[0] if answer else ""
    return [
        DissentShown(side[1], side[0], against) for side in sides if side and side is not answer
    ]


def _held(point: Mapping[str, object], authors: Mapping[str, str]) -> Held | None:
    text = _line(point.get("claim"))
    members = _members(_list(point.get("by")), authors)
    return (text, members) if text and members else None


def _members(labels: Iterable[object], authors: Mapping[str, str]) -> tuple[str, ...]:
    """Each once, in the order given; labels of nobody are dropped."""
    known = [authors[label] for label in labels if isinstance(label, str) and label in authors]
    return tuple(dict.fromkeys(known))


def _line(value: object) -> str:
    return plain_line(value)[:LONGEST_CLAIM] if isinstance(value, str) else ""


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _objects(value: object) -> list[dict[str, object]]:
    return [each for each in _list(value) if isinstance(each, dict)]


def _length_of_object(text: str) -> int:
    """Of the JSON object that the text begins with; 0 if it begins with none."""
    try:
        _, length = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return 0
    return length
