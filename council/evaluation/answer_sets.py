"""Sets of recorded answers: what they hold, and how their files are read. Fields that are not known
here are kept in `other`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from council.deliberation.answers.final import key_of
from council.deliberation.answers.kinds import Kind
from council.evaluation.errors import AnswerMissing, UnknownMeans
from council.evaluation.records import Record, read_document, read_records

Other = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Question:
    """`split`: `train` is history to learn from, `test` is what is scored."""

    id: str
    prompt: str
    kind: Kind
    split: str
    gold: str | None = None
    choices: tuple[str, ...] = ()
    category: str = ""
    other: Other = field(default_factory=dict)

    @property
    def gold_key(self) -> str | None:
        """The right answer in the form in which answers are compared."""
        return None if self.gold is None else key_of(self.gold, self.kind, self.choices)


@dataclass(frozen=True, slots=True)
class RecordedAnswer:
    """A reply as it came. `is_cut_off`: it ended at a limit of tokens. `sample`, `variant` and
    `temperature` tell several replies of one member to one question apart."""

    question: str
    member: str
    text: str
    is_cut_off: bool = False
    sample: int = 0
    variant: str = ""
    temperature: float | None = None
    grade: str = ""
    claims: tuple[Other, ...] = ()
    other: Other = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judgment:
    """One comparison of two members' answers: `first` was shown first. `winner`: `a` the first,
    `b` the second, `tie`; None where the verdict could not be read."""

    question: str
    judge: str
    first: str
    second: str
    winner: str | None
    other: Other = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AnswerSet:
    name: str
    kind: Kind
    members: tuple[str, ...]
    questions: tuple[Question, ...]
    answers: Mapping[tuple[str, str], tuple[RecordedAnswer, ...]]
    judgments: tuple[Judgment, ...] = ()
    other: Other = field(default_factory=dict)

    @property
    def has_gold(self) -> bool:
        return any(question.gold is not None for question in self.questions)

    @property
    def is_graded(self) -> bool:
        """Each answer was judged by itself: its text is not compared with the right one."""
        return any(answer.grade for answers in self.answers.values() for answer in answers)

    @property
    def has_claims(self) -> bool:
        return any(answer.claims for answers in self.answers.values() for answer in answers)

    def answers_of(self, question: str, member: str) -> tuple[RecordedAnswer, ...]:
        """Every reply, in the order of the file. Raises AnswerMissing."""
        try:
            return self.answers[question, member]
        except KeyError as missing:
            raise AnswerMissing(question, member) from missing

    def answer_of(self, question: str, member: str) -> RecordedAnswer:
        """The first reply. Raises AnswerMissing."""
        return self.answers_of(question, member)[0]

    def split(self, name: str) -> tuple[Question, ...]:
        """Its questions. Raises UnknownMeans if there are none."""
        found = tuple(question for question in self.questions if question.split == name)
        if not found:
            there = ", ".join(sorted({question.split for question in self.questions}))
            raise UnknownMeans(f"{self.name} has no questions in {name}; there are: {there}.")
        return found


def read_answer_set(folder: Path) -> AnswerSet:
    """The set in this folder. Raises UnreadableSet, which names the file and the line."""
    about = read_document(folder / "dataset.json")
    questions = read_questions(folder)
    ids = {question.id for question in questions}
    answers: dict[tuple[str, str], tuple[RecordedAnswer, ...]] = {}
    for answer in read_answers(folder, questions):
        place = (answer.question, answer.member)
        answers[place] = (*answers.get(place, ()), answer)
    spoken = dict.fromkeys(member for _, member in answers)
    judgments = read_records(folder, "judgments", is_optional=True)
    return AnswerSet(
        name=about.take_text("name", folder.name),
        kind=about.take_choice("kind", Kind),
        members=about.take_texts("members") or tuple(spoken),
        questions=questions,
        answers=answers,
        judgments=tuple(_judgment(record, ids) for record in judgments),
        other=about.rest(),
    )


def read_questions(folder: Path) -> tuple[Question, ...]:
    """Raises UnreadableSet."""
    return tuple(_question(record) for record in read_records(folder, "questions"))


def read_answers(folder: Path, questions: Sequence[Question]) -> list[RecordedAnswer]:
    """To these questions. Raises UnreadableSet."""
    ids = {question.id for question in questions}
    return [_answer(record, ids) for record in read_records(folder, "answers")]


def _question(record: Record) -> Question:
    return Question(
        id=record.need_text("id"),
        prompt=record.need_text("prompt"),
        kind=record.take_choice("kind", Kind),
        split=record.take_text("split", "test"),
        gold=record.take_text_or_none("gold"),
        choices=record.take_texts("choices"),
        category=record.take_text("category"),
        other=record.rest(),
    )


def _answer(record: Record, questions: set[str]) -> RecordedAnswer:
    return RecordedAnswer(
        question=record.need_one_of("q", questions),
        member=record.need_text("m"),
        text=record.need_text("text", may_be_empty=True),
        is_cut_off=record.take_text("finish") == "length",
        sample=int(record.take_number("sample") or 0),
        variant=record.take_text("variant"),
        temperature=record.take_number("temperature"),
        grade=record.take_text("grade"),
        claims=record.take_objects("claims"),
        other=record.rest(),
    )


def _judgment(record: Record, questions: set[str]) -> Judgment:
    return Judgment(
        question=record.need_one_of("q", questions),
        judge=record.need_text("judge"),
        first=record.need_text("a"),
        second=record.need_text("b"),
        winner=record.take_text_or_none("winner"),
        other=record.rest(),
    )
