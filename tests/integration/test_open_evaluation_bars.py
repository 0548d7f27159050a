"""Real answers without a single right one: what was measured of them before is measured again."""

from __future__ import annotations

import json
from typing import Any

import pytest

from council.evaluation.answer_sets import read_answer_set
from council.evaluation.councils import known_line_ups
from council.evaluation.evaluating import Plan
from council.evaluation.report import Report, report_on
from tests.shared_folder import shared

pytestmark = pytest.mark.postgresql  # no database is asked: once is enough


def evaluated(name: str) -> tuple[Report, dict[str, Any]]:
    """And what the reference measured, as it stands in its file."""
    folder = shared("evals") / name
    answer_set = read_answer_set(folder)
    expected = json.loads((shared("evals") / "expected_open.json").read_text())
    return report_on(answer_set, Plan(tuple(known_line_ups(answer_set, folder)), ())), expected[
        name
    ]


def test_judges_agree_with_people_and_prefer_places_and_themselves_as_before() -> None:
    report, before = evaluated("vicuna80_peer")
    peers = report.peers
    assert peers is not None

    assert (peers.pairs, peers.decided) == (before["human_pairs"], before["decided"])
    assert {judge.judge: judge.agreement for judge in peers.judges} == pytest.approx(
        before["judges"]
    )
    for judge in peers.judges:
        places, own = before["position"][judge.judge], before["self_preference"][judge.judge]
        assert (judge.first, judge.second) == pytest.approx((places["first"], places["second"]))
        assert judge.consistent == pytest.approx(places["consistent"])
        assert (judge.own, judge.others, judge.people) == pytest.approx(
            (own["own"], own["others"], own["human"])
        )


def test_judges_together_are_held_against_length_as_before() -> None:
    report, before = evaluated("vicuna80_peer")
    rules = before["rules"]
    assert report.peers is not None

    assert report.peers.rules == pytest.approx(
        {
            "mean of all judges": rules["mean of all judges"],
            "mean, nobody judges its own": rules["mean, no self-judging"],
            "majority of judges": rules["majority of judges (sign)"],
            "the longer answer": rules["longer answer"],
        }
    )


def test_claims_that_hold_are_those_that_were_counted_before() -> None:
    report, before = evaluated("nq_claims")
    claims = report.claims
    assert claims is not None

    assert claims.claims == before["claims"]
    assert claims.holding == pytest.approx(before["entailed"])
    assert {each.member: each.holding for each in claims.members} == pytest.approx(before["models"])
    assert claims.auroc["whole claim"] == pytest.approx(before["auroc"]["whole"], abs=0.02)
    assert claims.auroc["object"] == pytest.approx(before["auroc"]["object_overlap"], abs=0.02)


def test_graded_members_and_oracles_are_what_was_measured_before() -> None:
    report, before = evaluated("simpleqa")
    graded = report.graded
    assert graded is not None

    for member in graded.members:
        expected = before["models"][member.member]
        assert member.correct == pytest.approx(expected["correct"])
        assert member.attempted == pytest.approx(expected["attempted"])
    assert len(graded.councils) == 4
    for council in graded.councils:
        expected = before[council.name]
        assert council.best_member == expected["best_member"]
        assert council.oracle == pytest.approx(expected["oracle"])


def test_replies_that_were_cut_off_are_noticed_as_often_as_before() -> None:
    report, before = evaluated("mmlu_pro_samples")
    reasoning = [each for each in report.samples if each.variant == "reasoning"]
    found = {each.member: round(each.cut_off, 3) for each in reasoning}

    assert found == before["reasoning replies cut off"]
    assert all(each.without_answer >= each.cut_off for each in reasoning)
