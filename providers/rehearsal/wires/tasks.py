"""The task API on hf-inference: a model for each task, told by what its page says it is for."""

from __future__ import annotations

import re
from collections.abc import Mapping

import orjson

from providers.rehearsal.connection import Request
from providers.rehearsal.vectors import size_of, vector_of
from providers.rehearsal.wires.huggingface import HuggingFaceWire
from providers.rehearsal.wires.wire import (
    Ask,
    BadRequest,
    Json,
    Line,
    Tally,
    as_count,
    as_object,
    as_strings,
    read_object,
)

PATH = re.compile(r"^/hf-inference/models/(.+)$")
WORD = re.compile(r"\w+")
SENTENCE = re.compile(r"[^.!?]+[.!?]?")
GLAD = frozenset(["good", "great", "love", "happy", "nice", "best", "glad", "wonderful"])
SORRY = frozenset(["bad", "awful", "hate", "sad", "worst", "poor", "broken", "terrible"])
USUAL_WORDS = 130


class TaskWire(HuggingFaceWire):
    """`task_of` is what each model is for."""

    def __init__(self, task_of: Mapping[str, str]) -> None:
        self._task_of = task_of

    def read(self, request: Request, id_: str) -> Ask:
        path = PATH.match(request.path)
        body = read_object(request.body)
        model = path[1] if path else ""
        task = self._task_of.get(model)
        if task not in TASKS:
            raise BadRequest("Model not supported by provider hf-inference")
        inputs = body.get("inputs")
        texts = [str(t) for t in inputs.values()] if isinstance(inputs, dict) else [str(inputs)]
        if not inputs:
            raise BadRequest("inputs must not be empty")
        lines = tuple(Line("user", text) for text in texts)
        body["task"] = task
        return Ask(
            model=model,
            messages=lines,
            is_usage_wanted=False,
            id=id_,
            body=body,
            is_chat=False,
        )

    def whole(self, ask: Ask, text: str, tally: Tally) -> bytes:  # noqa: ARG002 - nothing is said
        return orjson.dumps(TASKS[str(ask.body["task"])](ask))


def classify(ask: Ask) -> object:
    """Nested once more than it need be, as it really comes."""
    words = WORD.findall(ask.messages[0].text.lower())
    weights = {
        "positive": 1 + 3 * sum(word in GLAD for word in words),
        "neutral": 1.5,
        "negative": 1 + 3 * sum(word in SORRY for word in words),
    }
    return [shares(weights)]


def choose_label(ask: Ask) -> object:
    parameters = as_object(ask.body.get("parameters") or {}, "parameters")
    labels = as_strings(parameters.get("candidate_labels"))
    likeness = {label: 0.05 + max(0.0, like(label, ask.messages[0].text)) for label in labels}
    if parameters.get("multi_label"):
        return [{"label": label, "score": min(1.0, score)} for label, score in likeness.items()]
    return shares(likeness)


def summarise(ask: Ask) -> object:
    parameters = as_object(ask.body.get("parameters") or {}, "parameters")
    words = ask.messages[0].text.split()
    most = as_count(parameters.get("max_length")) or USUAL_WORDS
    return [{"summary_text": " ".join(words[: min(most, max(1, len(words) // 3))])}]


def extract(ask: Ask) -> object:
    """The sentence of the passage that is most like the question."""
    inputs = as_object(ask.body.get("inputs"), "inputs")
    question, passage = str(inputs.get("question")), str(inputs.get("context"))
    sentences = list(SENTENCE.finditer(passage))
    best = max(sentences, key=lambda found: like(question, found[0]), default=None)
    if best is None:
        return {"answer": "", "score": 0.0, "start": 0, "end": 0}
    text = best[0].strip()
    start = passage.index(text, best.start())
    score = round(max(0.01, like(question, text)), 4)
    return {"answer": text, "score": score, "start": start, "end": start + len(text)}


TASKS = {
    "text-classification": classify,
    "zero-shot-classification": choose_label,
    "summarization": summarise,
    "question-answering": extract,
}


def shares(weights: Mapping[str, float]) -> list[Json]:
    whole = sum(weights.values()) or 1.0
    scored = {label: round(weight / whole, 4) for label, weight in weights.items()}
    ordered = sorted(scored.items(), key=lambda item: item[1], reverse=True)
    return [{"label": label, "score": score} for label, score in ordered]


def like(one: str, other: str) -> float:
    size = size_of("")
    pairs = zip(vector_of(one, size), vector_of(other, size), strict=True)
    return sum(left * right for left, right in pairs)
