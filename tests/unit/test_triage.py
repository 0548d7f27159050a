"""What kind of answer a query asks for."""

from __future__ import annotations

import pytest

from council.deliberation.answers.kinds import Kind
from council.deliberation.triage import Shape, Triage, triage


@pytest.mark.parametrize(
    ("query", "shape", "kind"),
    [
        ("A train goes 60 km in 40 minutes. How fast is it?", Shape.DISCRETE, Kind.NUMBER),
        ("If I had 12 eggs, ate 3 and sold half, what is left?", Shape.DISCRETE, Kind.NUMBER),
        ("What is $\\frac{1}{2} + \\frac{1}{3}$?", Shape.DISCRETE, Kind.MATH),
        ("Solve for x: 3x + 10 = 5(x - 2)", Shape.DISCRETE, Kind.MATH),
        ("What does this print?\n```\nprint(1 + 1)\n```", Shape.DISCRETE, Kind.LITERAL),
        ("Who wrote Middlemarch?", Shape.FACTUAL, Kind.SHORT),
        ("In which year did the Titanic sink?", Shape.FACTUAL, Kind.SHORT),
        ("Why is the sea salty?", Shape.OPEN, Kind.OPEN),
        ("How do I ship a breaking schema change without downtime?", Shape.OPEN, Kind.OPEN),
        ("Write a haiku about autumn.", Shape.CREATIVE, Kind.OPEN),
        ("Brainstorm names for a bakery", Shape.CREATIVE, Kind.OPEN),
        ("It costs $20, then $30.", Shape.OPEN, Kind.OPEN),
        ("", Shape.OPEN, Kind.OPEN),
    ],
)
def test_its_own_words_decide(query: str, shape: Shape, kind: Kind) -> None:
    assert triage(query) == Triage(shape, kind)


@pytest.mark.parametrize(
    "options",
    ["A. Paris\nB. Rome\nC. Bern", "(A) Paris\n(B) Rome\n(C) Bern", "A: Paris, B: Rome, C: Bern"],
)
def test_options_make_a_choice(options: str) -> None:
    found = triage(f"Which is the capital of Italy?\n\n{options}")

    assert found == Triage(Shape.DISCRETE, Kind.CHOICE, ("Paris", "Rome", "Bern"))


def test_letters_out_of_order_are_no_options() -> None:
    assert triage("Notes:\nB. Rome\nA. Paris").kind is Kind.OPEN


@pytest.mark.parametrize(
    ("task", "shape"),
    [("creative", Shape.CREATIVE), ("fact_checking", Shape.FACTUAL), ("reasoning", Shape.OPEN)],
)
def test_where_its_words_say_nothing_the_councils_task_decides(task: str, shape: Shape) -> None:
    assert triage("Spring in the mountains", task).shape is shape
