"""One answer out of several opinions: their own best sentences, and where they part; and if asked
for, an analysis before it, with the opinions' letters.
"""

from __future__ import annotations

import json
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


@dataclass(frozen=True, slots=True)
class Found:
    """The sentences to write with; `contrary` those that depart from the rest."""

    lead: str
    points: list[Sentence]
    contrary: list[Sentence]
    plain: list[Sentence]


def find_opinions(text: str) -> list[str]:
    return [body for _, body in FENCED.findall(text)]


def find_letters(text: str) -> list[str]:
    """What stands for each opinion, in the same order."""
    return [marks.split()[0] for marks, _ in FENCED.findall(text)]


def find_question(text: str) -> str:
    found = QUESTION.search(text)
    return found[2] if found else ""


def write_synthesis(question: str, opinions: Sequence[str], lead: str = "") -> str:
    """Lead with what is best supported, add a point from each, keep what departs from it."""
    found = find_sentences(question, opinions, lead)
    if not found.plain:
        return "\n\n".join(filter(None, [*opinions[:1], NOTE]))
    return write_answer(found, opinions, [""] * len(opinions))


def write_analysed(
    question: str, opinions: Sequence[str], letters: Sequence[str], lead: str = ""
) -> str:
    """The same with an analysis before it, and with a mark behind each point."""
    found = find_sentences(question, opinions, lead)
    if not found.plain:
        return f"{write_analysis(found, letters)}\n\n{write_synthesis(question, opinions, lead)}"
    marks = [f" [[{letter}]]" for letter in letters]
    return f"{write_analysis(found, letters)}\n\n{write_answer(found, opinions, marks)}"


def find_sentences(question: str, opinions: Sequence[str], lead: str) -> Found:
    sentences = weigh(question, opinions)
    contrary = [sentence for sentence in sentences if CONTRARY.search(sentence.text)]
    plain = [sentence for sentence in sentences if sentence not in contrary]
    points = choose(plain, len(opinions))
    if points and not lead:
        lead = points.pop(0).text
    points.sort(key=lambda point: (point.source, point.position))
    return Found(lead, points, contrary, plain)


def write_answer(found: Found, opinions: Sequence[str], marks: Sequence[str]) -> str:
    parts = [
        found.lead,
        "\n".join(f"- {point.text}{marks[point.source]}" for point in found.points),
        find_exhibit(opinions),
        write_reservation(found, marks),
        NOTE,
    ]
    return "\n\n".join(part for part in parts if part)


def write_analysis(found: Found, letters: Sequence[str]) -> str:
    """Who says what of the points, and who departs."""
    claims = [{"claim": p.text, "by": letters_of(p, found, letters)} for p in found.points]
    sides = [{"claim": s.text, "by": [letters[s.source]]} for s in objections(found)]
    others = [
        letter for s, letter in enumerate(letters) if all(o.source != s for o in objections(found))
    ]
    contradictions = [{"sides": [{"claim": found.lead, "by": others}, *sides], "taken": 0}]
    analysis = {
        "consensus": [claim for claim in claims if len(claim["by"]) > 1],
        "contradictions": contradictions if sides and others else [],
        "unique": [claim for claim in claims if len(claim["by"]) == 1],
        "blind_spots": [],
    }
    return f"<analysis>\n{json.dumps(analysis, ensure_ascii=False)}\n</analysis>"


def letters_of(point: Sentence, found: Found, letters: Sequence[str]) -> list[str]:
    """Whoever says about the same."""
    alike = {s.source for s in found.plain if are_alike(s.text, point.text)}
    return [letters[source] for source in sorted(alike)]


def objections(found: Found) -> list[Sentence]:
    """The one that is quoted."""
    return sorted(found.contrary, key=lambda sentence: -sentence.support)[:1]


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


def write_reservation(found: Found, marks: Sequence[str]) -> str:
    """Where it is contested, in the words of the one who contests it."""
    for objection in objections(found):
        follows = (objection.source, objection.position + 1)
        reason = next((s for s in found.plain if (s.source, s.position) == follows), None)
        more = f" {reason.text}" if reason else ""
        said = f"One may well say: “{objection.text}”{more}{marks[objection.source]}"
        return f"**Not everything here is settled.** {said}"
    return ""


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
