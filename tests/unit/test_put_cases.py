"""Cases put to models: what was answered and what passed are told apart."""

from __future__ import annotations

from providers.errors import NotServed
from providers.model_tests.cases import Case, read_case
from providers.model_tests.testing import CaseReport, put_cases
from providers.protocol import ModelRef
from tests.hall import Hang, Reply
from tests.unit.tables import LaidTable


def case(name: str, **matcher: object) -> Case:
    return read_case({"id": name, "prompt": f"The {name}?", "match": [matcher]})


CAPITAL, SUM = case("capital", word="Paris"), case("sum", contains="4")


def report(replies: dict[str, list[Reply]], *cases: Case, seconds: float = 20.0) -> CaseReport:
    laid = LaidTable(replies, seconds)
    return put_cases(cases, [ModelRef("script", name) for name in replies], laid.table)


def test_passing_and_answering_are_shares_of_their_own() -> None:
    told = report({"ann": ["Paris, 4."], "bob": ["Lyon, 4."], "cy": [NotServed()]}, CAPITAL, SUM)

    by_model = {tally.name: (tally.success_rate, tally.pass_rate) for tally in told.by_model}
    assert by_model == {
        "script:ann": (1.0, 1.0),
        "script:bob": (1.0, 0.5),
        "script:cy": (0.0, None),
    }
    assert [(s.name, s.asked, s.answered, s.passed) for s in told.by_case] == [
        ("capital", 3, 2, 1),
        ("sum", 3, 2, 2),
    ]
    assert (told.total.asked, told.total.answered, told.total.passed) == (6, 4, 3)


def test_each_miss_says_why_and_a_failure_is_no_miss() -> None:
    told = report({"bob": ["Lyon."], "cy": [NotServed()]}, CAPITAL)

    bob, cy = told.results
    assert (bob.misses, bob.has_passed) == (("It lacks the word 'Paris'.",), False)
    assert (cy.misses, cy.result.code, cy.has_passed) == ((), "not_served", None)


def test_all_matchers_of_a_case_must_match() -> None:
    both = read_case({"id": "both", "prompt": "?", "match": [{"word": "Paris"}, {"contains": "4"}]})
    [result] = report({"ann": ["Paris."]}, both).results
    assert result.misses == ("It contains no '4'.",)


def test_where_nothing_is_answered_nothing_is_made_up() -> None:
    told = report({"cy": [NotServed()]}, CAPITAL, SUM)
    assert [s.pass_rate for s in (told.total, *told.by_model, *told.by_case)] == [None] * 4
    assert told.total.success_rate == 0.0


def test_every_case_has_the_time_of_one() -> None:
    told = report({"ann": [Hang(), "It is 4."]}, CAPITAL, SUM, seconds=1.5)
    codes = sorted(result.result.code for result in told.results)
    assert codes == ["", "timed_out"]
