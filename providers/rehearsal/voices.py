"""Who says what: each model has one of five voices, and the same query gets the same answer."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from providers.rehearsal.contests import argue, find_contested, patch
from providers.rehearsal.later_rounds import ATTACKS, is_to_be_attacked, look_again
from providers.rehearsal.reviews import is_asked_to_rank, write_review
from providers.rehearsal.synthesis import (
    SENTENCE_END,
    find_letters,
    find_opinions,
    find_question,
    write_analysed,
    write_synthesis,
)
from providers.rehearsal.wires.wire import Line

ANSWERS = Path(__file__).parent / "answers"
VOICES = ("stepwise", "imaginative", "careful", "sceptic", "terse")
VOICE_OF_FAMILY = {  # the first that occurs in the model's name
    "gpt-oss-20b": "terse",
    "gpt-oss:20b": "terse",
    "gpt-oss": "stepwise",
    "deepseek": "stepwise",
    "glm": "imaginative",
    "gemma": "imaginative",
    "qwen": "careful",
    "command": "careful",
    "llama": "sceptic",
    "kimi": "sceptic",
    "mistral": "sceptic",
    "gemini": "careful",
}
SHAPES = {
    "how": "how plan write create make build give list draft design suggest help show set",
    "what": "what which who whom whose where when",
    "why": "why explain reason cause",
    "whether": "is are was were should shall can could do does did will would may must has have",
}
NOTES = {
    "stepwise": "*This is a rehearsal: no model worked these steps out for you.*",
    "imaginative": "*Words from a rehearsal, written beforehand; no model dreamt them up.*",
    "careful": "*Note: a rehearsal text, not the finding of a language model.*",
    "sceptic": "*And doubt this too: it is a rehearsal, no model has thought about it.*",
    "terse": "*Rehearsal; no model was asked.*",
}
FILLER_WORDS = (
    "a an and any are as at be been best but by can could did do does for from get give good has "
    "have help how i if in into is it its just like list make may me mean means most much must my "
    "of on or our out over please plan safe shall should show so some tell than that the their "
    "them then there these they this those to us use very was way we were what when where whether "
    "which while who why will with without would write you your explain"
)
FILLERS = frozenset(FILLER_WORDS.split())
WORD = re.compile(r"[^\W_][\w'+#./-]*")
NUMBER = re.compile(r"(?<![\w.])\d{1,9}(?![\w.]\d)")
TAIL, AGAIN = "<tail>", "<yours "  # in what a member is asked, in the first round and in the next
ANALYSIS = "<analysis>"  # in what the chair is asked
MOST_SUBJECT_RUNS, MOST_RUN_WORDS = 2, 4
MOST_SUBJECT_CHARACTERS = 400


@dataclass(frozen=True, slots=True)
class Sample:
    """Answers written by hand. `words`: the query must hold all words of one of these."""

    words: tuple[frozenset[str], ...]
    answers: dict[str, str]

    def fits(self, query: str) -> bool:
        return any(all(word in query for word in words) for words in self.words)


def answer(model: str, messages: Sequence[Line]) -> str:
    """What this model says to these messages; always the same."""
    asked = last_from_user(messages)
    contested = find_contested(asked)
    if is_for_chair(messages):
        if contested:
            return patch(asked, contested)
        return synthesise(asked, is_analysed=any(ANALYSIS in line.text for line in messages))
    voice, query = voice_of(model), find_question(asked) or asked
    if contested:
        return f"{argue(voice, contested)}\n\n{NOTES[voice]}"
    if is_asked_to_rank(asked):
        return write_review(query, asked, is_contrary=voice == "sceptic")
    if is_to_be_attacked(asked):
        return f"{ATTACKS[voice]}\n\n{NOTES[voice]}"
    said = speak(voice, query)
    if not is_for_member(messages):
        return said
    has_seen_others = AGAIN in asked or bool(find_opinions(asked))
    tail = write_tail(voice, query, said, has_seen_others=has_seen_others)
    return f"{look_again(voice, said) if has_seen_others else said}\n\n{tail}"


def is_for_chair(messages: Sequence[Line]) -> bool:
    """Whether these messages ask for one answer out of several opinions, or for a patched one."""
    asked = last_from_user(messages)
    is_material = len(find_opinions(asked)) > 1 or find_contested(asked) != ""
    return is_material and not is_for_member(messages) and not is_asked_to_rank(asked)


def is_for_member(messages: Sequence[Line]) -> bool:
    return AGAIN in last_from_user(messages) or any(TAIL in line.text for line in messages)


def last_from_user(messages: Sequence[Line]) -> str:
    return next((line.text for line in reversed(messages) if line.role == "user"), "")


def voice_of(model: str) -> str:
    name = model.lower()
    for family, voice in VOICE_OF_FAMILY.items():
        if family in name:
            return voice
    return VOICES[hashlib.sha256(name.encode()).digest()[0] % len(VOICES)]


@lru_cache(maxsize=512)
def speak(voice: str, query: str) -> str:
    sample = find_sample(query)
    if sample:
        return sample.answers[voice]
    text = load_sample("anything").answers[f"{voice} {shape_of(query)}"]
    return f"{text.replace('{subject}', subject_of(query))}\n\n{NOTES[voice]}"


@lru_cache(maxsize=128)
def synthesise(asked: str, *, is_analysed: bool) -> str:
    question, opinions = find_question(asked), find_opinions(asked)
    sample = find_sample(question)
    lead = sample.answers["chair"] if sample else ""
    if is_analysed:
        return write_analysed(question, opinions, find_letters(asked), lead)
    return write_synthesis(question, opinions, lead)


def write_tail(voice: str, query: str, said: str, *, has_seen_others: bool) -> str:
    """What a member is asked to end with. Where numbers are given their sum is the answer; the
    sceptic counts one too many until it has seen what others say, so that an exchange can be
    watched."""
    first = said.strip().partition("\n")[0]
    lines = [f"claim: {SENTENCE_END.split(first, maxsplit=1)[0][:200]}"]
    numbers = [int(number) for number in NUMBER.findall(query)]
    if len(numbers) > 1:
        is_wrong = voice == "sceptic" and not has_seen_others
        lines.insert(0, f"answer: {sum(numbers) + is_wrong}")
    return "\n".join(["<tail>", *lines, "</tail>"])


def find_sample(query: str) -> Sample | None:
    return next((sample for sample in load_samples() if sample.fits(query.lower())), None)


def shape_of(query: str) -> str:
    """How the query is put: by its first word that tells."""
    for word in WORD.findall(query.lower())[:4]:
        for shape, words in SHAPES.items():
            if word in words.split():
                return shape
    return "what"


def subject_of(query: str) -> str:
    """What the query is about: its longest runs of words that say something."""
    runs: list[list[str]] = [[]]
    for word in WORD.findall(query[:MOST_SUBJECT_CHARACTERS]):
        bare = word.rstrip("'./-")
        if bare.lower() in FILLERS:
            runs.append([])
        else:
            runs[-1].append(bare[:40])
    longest = sorted(runs, key=len, reverse=True)[:MOST_SUBJECT_RUNS]
    said = [" ".join(run[:MOST_RUN_WORDS]) for run in runs if run and run in longest]
    return ", ".join(said[:MOST_SUBJECT_RUNS]) or "what you ask"


@lru_cache
def load_samples() -> tuple[Sample, ...]:
    names = sorted(path.stem for path in ANSWERS.glob("*.md"))
    return tuple(load_sample(name) for name in names if name != "anything")


@lru_cache
def load_sample(name: str) -> Sample:
    head, *sections = (ANSWERS / f"{name}.md").read_text(encoding="utf-8").split("\n=== ")
    written = head.removeprefix("words:").strip()
    answers = {title: text.strip() for title, _, text in (s.partition("\n") for s in sections)}
    return Sample(
        words=tuple(frozenset(words.split()) for words in written.split("|")),
        answers=answers,
    )
