"""What is taken for the final answer of a text."""

from __future__ import annotations

import pytest

from council.deliberation.answers.final import find_final_answer, key_of
from council.deliberation.answers.kinds import FinalAnswer, Kind

OPTIONS = ("Paris", "Rome", "4.50 m", "None of these")


def key(text: str, kind: Kind = Kind.NUMBER) -> str | None:
    return find_final_answer(text, kind, OPTIONS if kind is Kind.CHOICE else ()).key


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The answer is 42.", "42"),
        ("So, the final answer is: **$1,250.50**.", "2501/2"),
        ("Answer: 3/4 of a cup", "3/4"),
        ('{"reasoning": "6 * 7", "answer": "42 apples"}', "42"),
        ('```json\n{"answer": -7,\n "note": "below 0"}\n```', "-7"),
        ("Therefore \\boxed{12} it is, of 30.", "12"),
        ("It takes 3 hours. Answer:\n4.5e3 seconds", "4500"),
        ("The answer is 6.02 \\times 10^{3}.", "6020"),
        ("The answer is \u22125.", "-5"),
        ("20 - 5 gives 15", "15"),
        ("First 12, then 13.", "13"),
    ],
)
def test_a_number_is_read_whatever_stands_around_it(text: str, found: str) -> None:
    assert key(text) == found


@pytest.mark.parametrize(
    "same",
    [
        (
            "\\frac{1}{2}",
            "1/2",
            "0.5",
            "\\dfrac12",
            "$\\frac{1}{2}$",
            "x = \\frac{1}{2}",
            "\\tfrac{2}{4}",
        ),
        ("4\\sqrt{77}", "4√77", "4*sqrt(77)", "4 \\sqrt{77}"),
        ("\\left(3, \\frac{\\pi}{2}\\right)", "(3, \u03c0/2)", "(3,\\pi/2)"),
        ("12", "12^\\circ", "12 degrees", "\\text{12}", "12.", "12.0"),
        ("1000000", "1,000,000", "1{,}000{,}000"),
        ("x \\ge 3", "x \u2265 3", "x\\geq3"),
    ],
)
def test_a_formula_is_the_same_in_every_spelling(same: tuple[str, ...]) -> None:
    assert len({key_of(spelling, Kind.MATH) for spelling in same}) == 1


def test_formulas_that_differ_have_different_keys() -> None:
    formulas = ("1/2", "1/3", "2", "-2", "\\sqrt{2}", "2\\sqrt{2}", "x^2", "x_2", "(1,2)", "(2,1)")

    assert len({key_of(formula, Kind.MATH) for formula in formulas}) == len(formulas)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"answer": "[1,2, 3]"}', "[1, 2, 3]"),
        ('{"answer": {"a": 1}}', "{'a': 1}"),
        ('{"answer": "\'word\'"}', "word"),
        ('{"answer": ""}', ""),
        ("Answer: (True, None)", "(True, None)"),
        ('{"answer": "assert f(1) == [2]"}', "[2]"),
        ('{"answer": "not a [ literal"}', "not a [ literal"),
    ],
)
def test_a_literal_is_compared_by_its_value(text: str, found: str) -> None:
    assert key(text, Kind.LITERAL) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The answer is (B).", "B"),
        ("Answer: B. Rome", "B"),
        ("The answer is Rome.", "B"),
        ("\\boxed{\\text{B}}", "B"),
        ("Rome is larger, so it must be option (B)", "B"),
        ("The answer is not listed; the closest option is (C)", "C"),
        ("The answer is (Z).", None),
        ("A city is a city", None),
        ("A is wrong, B is wrong", None),
    ],
)
def test_a_choice_is_read_by_letter_or_words(text: str, found: str | None) -> None:
    assert key(text, Kind.CHOICE) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Answer: The Second Empire style.", "second empire style"),
        ("The answer is S\u00e3o Paulo.", "sao paulo"),
        ("Rivers carry salt to the sea.", None),
    ],
)
def test_a_name_is_compared_without_case_accents_and_articles(text: str, found: str | None) -> None:
    assert key(text, Kind.SHORT) == found


def test_what_was_declared_counts_before_any_guess() -> None:
    found = find_final_answer("The answer is 12. I checked it with 99 others.", Kind.NUMBER)

    assert found == FinalAnswer("12", "12", is_declared=True)
    assert find_final_answer("It was 12 of 99", Kind.NUMBER) == FinalAnswer("99", "99")


def test_of_two_declared_answers_the_last_counts_and_is_marked() -> None:
    found = find_final_answer("The answer is 12.\nNo: the answer is 13.", Kind.NUMBER)

    assert found == FinalAnswer("13", "13", is_declared=True, is_conflicting=True)


def test_an_answer_that_is_said_twice_does_not_conflict() -> None:
    found = find_final_answer("Answer: 1/2\nThe answer is 0.5.", Kind.NUMBER)

    assert found == FinalAnswer("1/2", "0.5", is_declared=True)


@pytest.mark.parametrize(
    "text",
    [
        "I don't know.",
        "I\u2019m not sure who that was in 1981.",
        "This cannot be determined from the 3 values given.",
        "I cannot provide an answer to that 1 question.",
    ],
)
def test_who_says_it_cannot_answer_has_not_answered(text: str) -> None:
    assert find_final_answer(text, Kind.NUMBER) == FinalAnswer(is_refusal=True)


def test_an_essay_has_no_final_answer() -> None:
    text = "The sea is salty because rivers carry salt."

    assert find_final_answer(text, Kind.OPEN) == FinalAnswer()
    assert find_final_answer("", Kind.NUMBER) == FinalAnswer()
