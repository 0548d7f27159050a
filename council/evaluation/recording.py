"""Records what live models answer to the questions of a set, one answer after the other: what is
written stays, and whoever begins again goes on from there."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from council.deliberation.prompts import ask_member
from council.evaluation.answer_sets import Question, read_answers, read_questions
from council.evaluation.errors import UnreadableSet
from council.evaluation.replay import query_of
from providers.calls import Answer, Call
from providers.errors import Cancelled, ProviderError
from providers.gateway.door import Gateway
from providers.protocol import Deadline, ModelRef

ABOUT, ANSWERS = "dataset.json", "answers.jsonl"
QUESTIONS = ("questions.jsonl.gz", "questions.jsonl")
SECONDS = 300.0  # for one answer, its retries included
LONGEST_HINT_SECONDS = 60.0  # nobody waits for a single answer


@dataclass(frozen=True, slots=True)
class Recording:
    """One answer that was asked for. `code`: why there is none; it is asked for again next time."""

    member: str
    question: str
    code: str = ""


def record_answers(
    source: Path, folder: Path, models: Sequence[ModelRef], gateway: Gateway
) -> Iterator[Recording]:
    """Into `folder`, a set of its own, the answers of these models to the questions of the set in
    `source` that are not there yet. Each is on the disk when it is told, and no other model answers
    in a model's place. Raises UnreadableSet, Cancelled."""
    questions = read_questions(source)
    _begin(source, folder, models)
    known = {(answer.question, answer.member) for answer in read_answers(folder, questions)}
    with (folder / ANSWERS).open("a", encoding="utf-8") as file:
        for question in questions:
            for model in models:
                if (question.id, str(model)) in known:
                    continue
                answer = _ask(question, model, gateway)
                if isinstance(answer, Answer):
                    file.write(_line(question, model, answer))
                    file.flush()
                code = answer.code if isinstance(answer, ProviderError) else ""
                yield Recording(str(model), question.id, code)


def _begin(source: Path, folder: Path, models: Sequence[ModelRef]) -> None:
    """A new set; or the one that was begun, without what was half written at its end."""
    about, answers = folder / ABOUT, folder / ANSWERS
    folder.mkdir(parents=True, exist_ok=True)
    if not about.exists():
        for name in QUESTIONS:
            if (source / name).is_file():
                shutil.copyfile(source / name, folder / name)
    elif (folder / f"{ANSWERS}.gz").exists():
        raise UnreadableSet(folder / f"{ANSWERS}.gz", 0, "is a finished set; name a new folder.")
    written = json.loads((about if about.exists() else source / ABOUT).read_text(encoding="utf-8"))
    before = written["members"] if about.exists() else []
    members = list(dict.fromkeys([*before, *map(str, models)]))
    text = json.dumps({**written, "members": members}, indent=1, ensure_ascii=False)
    about.write_text(f"{text}\n", encoding="utf-8")
    whole = answers.read_bytes() if answers.exists() else b""
    answers.write_bytes(whole[: whole.rfind(b"\n") + 1])


def _ask(question: Question, model: ModelRef, gateway: Gateway) -> Answer | ProviderError:
    call = Call(
        trace_id=uuid4(),
        voice=str(model),
        prompt=ask_member(query_of(question)),
        models=(model,),
        deadline=Deadline.after(SECONDS),
        allow_paid=True,
        longest_hint_seconds=LONGEST_HINT_SECONDS,
    )
    try:
        return gateway.ask(call, lambda _: None)
    except Cancelled:
        raise
    except ProviderError as error:
        return error


def _line(question: Question, model: ModelRef, answer: Answer) -> str:
    fields = {
        "q": question.id,
        "m": str(model),
        "text": answer.text,
        "finish": "length" if answer.is_partial else "stop",
        "input_tokens": answer.usage.input_tokens,
        "output_tokens": answer.usage.output_tokens,
        "seconds": round(answer.seconds, 3),
    }
    return f"{json.dumps(fields, ensure_ascii=False)}\n"
