"""One answer out of several opinions: their own best sentences, and where they part."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

FENCED = re.compile(r"<opinion\b([^>]*)>\s*(.*?)\s*</opinion\b\1>", re.DOTALL)
QUESTION = re.compile(r"<question\b([^>]*)>\s*(.*?)\s*</question\b\1>", re.DOTALL)
CODE = re.compile(r"^```.*?^```\s*$", re.DOTALL | re.MULTILINE)
TABLE = re.compile(r"(?:^\|.*\|\s*$\n?){3,}", re.MULTILINE)
LIST_MARK = re.compile(r"^\s*(?:[-*+]\s+(?:\[.\]\s*)?|\d+[.)]\s+|#{1,6}\s+|>\s*)")
SENTENCE_END = re.compile(r"(?<=[.!?])(?:\*\*)?\s+(?=[A-Z*\"«“])")
WORD = re.compile(r"\w{4,}")
CONTRARY = re.compile(
    r"\b(?:dissent|disagree|object|doubt|I would not|I would still|half the story|not trust"
    r"|would rather)\b",
    re.IGNORECASE,
)
OF_THE_MAKING = re.compile(r"\brehears|\bopinions?\b|\bcouncil\b|[{}|]", re.IGNORECASE)
LEANING = re.compile(
    r"^\W*(?:It|They|That|This|Then|So|But|And|Both|These|Those|Of|Here|My|In|Nor|Why|If nothing)\b"
)
LEAST_WORDS, MOST_WORDS = 6, 42
MOST_POINTS = 4
ALIKE = 0.5
NOTE = "*This is a rehearsal: the words were written beforehand, and no model was asked.*"


@dataclass(frozen=True, slots=True)
class Sentence:
    """`support`: how much of what it says others say too. `position`: where it stood."""

    text: str
    source: int
    position: int
    support: float


def find_opinions(text: str) -> list[str]:
    return [body for _, body in FENCED.findall(text)]


def find_question(text: str) -> str:
    found = QUESTION.search(text)
    return found[2] if found else ""


def write_synthesis(question: str, opinions: Sequence[str], lead: str = "") -> str:
    """Lead with what is best supported, add a point from each, keep what departs from it."""
    sentences = weigh(question, opinions)
    contrary = [sentence for sentence in sentences if CONTRARY.search(sentence.text)]
    plain = [sentence for sentence in sentences if sentence not in contrary]
    if not plain:
        return "\n\n".join(filter(None, [*opinions[:1], NOTE]))
    points = choose(plain, len(opinions))
    if not lead:
        lead = points.pop(0).text
    points.sort(key=lambda point: (point.source, point.position))
    parts = [
        lead,
        "\n".join(f"- {point.text}" for point in points),
        find_exhibit(opinions),
        write_reservation(contrary, plain),
        NOTE,
    ]
    return "\n\n".join(part for part in parts if part)


def weigh(question: str, opinions: Sequence[str]) -> list[Sentence]:
    """Every sentence that can stand alone, with what the other opinions and the question share."""
    words_of = [words_in(opinion) for opinion in opinions]
    spoken_by = Counter(word for words in words_of for word in words)
    asked = words_in(question)
    return [
        Sentence(text, source, position, support_of(words_in(text), spoken_by, asked))
        for source, opinion in enumerate(opinions)
        for position, text in enumerate(split_sentences(opinion))
    ]


def support_of(words: set[str], spoken_by: Counter[str], asked: set[str]) -> float:
    if not words:
        return 0.0
    shared = sum(spoken_by[word] - 1 for word in words)
    return (shared + len(words & asked)) / (len(words) + 4)


def choose(sentences: Sequence[Sentence], opinions: int) -> list[Sentence]:
    """The best sentence of each opinion, then the best of the rest; none said twice."""
    upright = [sentence for sentence in sentences if not LEANING.search(sentence.text)]
    ranked = sorted(upright or sentences, key=lambda sentence: -sentence.support)
    firsts = (next((s for s in ranked if s.source == source), None) for source in range(opinions))
    order = [*sorted(filter(None, firsts), key=lambda sentence: -sentence.support), *ranked]
    chosen: list[Sentence] = []
    for sentence in order:
        if len(chosen) > MOST_POINTS:
            break
        if not any(are_alike(sentence.text, other.text) for other in chosen):
            chosen.append(sentence)
    return chosen


def find_exhibit(opinions: Iterable[str]) -> str:
    """One piece of code, or one table, worth keeping as it is."""
    texts = list(opinions)
    for pattern in (CODE, TABLE):
        for text in texts:
            found = pattern.search(text)
            if found:
                return found[0].strip()
    return ""


def write_reservation(contrary: Sequence[Sentence], plain: Sequence[Sentence]) -> str:
    """Where it is contested, in the words of the one who contests it."""
    if not contrary:
        return ""
    objection = max(contrary, key=lambda sentence: sentence.support)
    follows = (objection.source, objection.position + 1)
    reason = next((s for s in plain if (s.source, s.position) == follows), None)
    more = f" {reason.text}" if reason else ""
    return f"**Not everything here is settled.** One may well say: “{objection.text}”{more}"


def split_sentences(opinion: str) -> Iterator[str]:
    prose = TABLE.sub("\n", CODE.sub("\n", opinion))
    for line in prose.splitlines():
        for sentence in SENTENCE_END.split(LIST_MARK.sub("", line).strip()):
            text = balance(sentence.strip())
            is_whole = text.endswith((".", "!", "?"))
            is_fit = LEAST_WORDS <= len(text.split()) <= MOST_WORDS
            if is_whole and is_fit and not OF_THE_MAKING.search(text):
                yield text


def balance(text: str) -> str:
    """A sentence cut out of its paragraph may have lost one end of an emphasis."""
    return text.replace("**", "") if text.count("**") % 2 else text


def are_alike(one: str, other: str) -> bool:
    first, second = words_in(one), words_in(other)
    smaller = min(len(first), len(second))
    return smaller > 0 and len(first & second) / smaller >= ALIKE


def words_in(text: str) -> set[str]:
    return {word.lower() for word in WORD.findall(text)}
