"""Sets without a single right answer: judges, claims and grades, against values worked out by
hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from council.deliberation.answers.kinds import Kind
from council.evaluation.answer_sets import AnswerSet, Judgment, Question, RecordedAnswer
from council.evaluation.claims import claim_figures
from council.evaluation.councils import LineUp
from council.evaluation.evaluating import Plan
from council.evaluation.graded import graded_figures
from council.evaluation.peers import peer_figures
from council.evaluation.report import report_on
from council.evaluation.samples import sample_figures
from council.evaluation.sheets import heading_of, sheets_of

TEXTS = {"ann": "Salt comes from rivers.", "bob": "Salt comes from rock, by rivers.", "cy": "Fish."}
NOBODY = Plan((LineUp("all", tuple(TEXTS)),), ())


def open_set() -> AnswerSet:
    question = Question("1", "Why is the sea salty?", Kind.OPEN, "test")
    answers = {
        ("1", member): (RecordedAnswer("1", member, text),) for member, text in TEXTS.items()
    }
    return AnswerSet("sea", Kind.OPEN, tuple(TEXTS), (question,), answers)


def judged(*verdicts: tuple[str, str, str, str | None]) -> AnswerSet:
    return replace(open_set(), judgments=tuple(Judgment("1", *verdict) for verdict in verdicts))


PEOPLE = [("human", "ann", "bob", "b"), ("human", "ann", "cy", "a"), ("human", "cy", "bob", "tie")]


def test_a_judge_that_always_takes_the_first_is_found_out() -> None:
    first = [("ann", "ann", "bob", "a"), ("ann", "bob", "ann", "a")]
    [ann] = peer_figures(judged(*PEOPLE, *first)).judges

    assert (ann.judgments, ann.first, ann.second, ann.consistent) == (2, 1.0, 0.0, 0.0)
    assert ann.agreement == 0.5  # of the two pairs that people decided it has no opinion
    assert ann.own == 0.0


def test_a_judge_that_takes_its_own_is_found_out() -> None:
    own = [("ann", "ann", "bob", "a"), ("ann", "bob", "ann", "b"), ("ann", "ann", "cy", "a")]
    fair = [("bob", "ann", "bob", "b"), ("bob", "ann", "cy", "a"), ("bob", "cy", "bob", None)]
    ann, bob = peer_figures(judged(*PEOPLE, *own, *fair)).judges

    assert (ann.consistent, ann.own, ann.others, ann.people) == (1.0, 1.0, 0.0, 0.0)
    assert (ann.agreement, bob.agreement, bob.unreadable) == (0.5, 1.0, 1)
    assert (ann.longer, bob.longer) == (0.5, 1.0)


def test_ways_to_put_judges_together_are_held_against_people() -> None:
    judges = [("ann", "ann", "bob", "a"), ("cy", "ann", "bob", "b"), ("cy", "ann", "cy", "b")]
    figures = peer_figures(judged(*PEOPLE, *judges))

    assert (figures.pairs, figures.decided) == (3, 2)
    assert figures.rules == {
        "mean of all judges": 0.25,  # ann and bob: no margin; ann and cy: cy's own
        "mean, nobody judges its own": 0.75,
        "majority of judges": 0.25,
        "the longer answer": 1.0,
    }


def test_claims_that_hold_are_counted_and_found_in_what_others_say() -> None:
    claims: dict[str, tuple[dict[str, object], ...]] = {
        "ann": (
            {"t": ["Salt", "comes from", "rivers"], "label": "Entailment"},
            {"t": ["Salt", "made by", "whales"], "label": "Contradiction"},
        ),
        "bob": ({"t": ["Salt", "comes from", "rock"], "label": "Neutral"},),
    }
    found = open_set()
    answers = {
        place: tuple(replace(answer, claims=claims.get(place[1], ())) for answer in answers)
        for place, answers in found.answers.items()
    }
    figures = claim_figures(replace(found, answers=answers))
    ann, bob, cy = figures.members

    assert figures.claims == 3
    assert figures.holding == pytest.approx(1 / 3)
    assert (ann.holding, bob.holding, cy.answers) == (0.5, 0.0, 0)
    assert figures.auroc == {"whole claim": 1.0, "object": 1.0}


def graded(**grades: str) -> AnswerSet:
    found = open_set()
    answers = {
        place: tuple(replace(answer, grade=grades[place[1]]) for answer in answers)
        for place, answers in found.answers.items()
        if place[1] in grades
    }
    return replace(found, answers=answers)


def test_grades_tell_who_is_correct_wrong_or_silent() -> None:
    line_up = LineUp("all", tuple(TEXTS))
    figures = graded_figures(graded(ann="correct", bob="incorrect"), [line_up])
    ann, bob, cy = figures.members
    [council] = figures.councils

    assert [(each.correct, each.attempted, each.wrong) for each in (ann, bob, cy)] == [
        (1.0, 1.0, 0.0),
        (0.0, 1.0, 1.0),
        (0.0, 0.0, 0.0),
    ]
    assert (council.best_member, council.best, council.oracle) == ("ann", 1.0, 1.0)
    assert (council.nearest, council.nearest_wrong) == (1.0, 0.0)


@pytest.mark.parametrize("found", [judged(*PEOPLE), graded(ann="correct")])
def test_an_open_set_is_reported_without_right_answers(found: AnswerSet) -> None:
    report = report_on(found, NOBODY)

    assert report.gold is None
    assert heading_of(report) == "sea: all questions"
    assert all(len(row) == len(s.headings) for s in sheets_of(report) for row in s.rows)


def test_a_member_that_answers_several_times_votes_with_itself() -> None:
    said = [
        ("Answer: 2", "stop"),
        ("Answer: 3", "stop"),
        ("Answer: 2", "stop"),
        ("Answer: 3", "length"),
    ]
    replies = tuple(
        RecordedAnswer(
            "1", "ann", text, is_cut_off=finish == "length", sample=number, variant="short"
        )
        for number, (text, finish) in enumerate(said)
    )
    question = Question("1", "1 + 1?", Kind.NUMBER, "test", gold="2")
    once = (RecordedAnswer("1", "bob", "Answer: 2"),)
    answers = {("1", "ann"): replies, ("1", "bob"): once}
    found = AnswerSet("sums", Kind.NUMBER, ("ann", "bob"), (question,), answers)

    [ann] = sample_figures(found)

    assert (ann.member, ann.variant, ann.questions, ann.replies) == ("ann", "short", 1, 4)
    assert (ann.cut_off, ann.without_answer) == (0.25, 0.25)
    assert (ann.single, ann.vote, ann.oracle, ann.auroc) == (0.5, 1.0, 1.0, None)
