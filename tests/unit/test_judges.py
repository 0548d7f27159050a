"""What a judge prefers for no good reason."""

from __future__ import annotations

from council.evaluation.judges import FEWEST, Judged, JudgedReview, Share, judge_biases

SHORT, LONG = Judged("ann", 100, is_kin=False), Judged("bob", 900, is_kin=True)
OTHER = Judged("cy", 100, is_kin=False)


def reviews(*said: tuple[tuple[Judged, ...], str], times: int = FEWEST) -> list[JudgedReview]:
    """Each so often: what was shown, and the ranking of it."""
    return [
        JudgedReview("script:jo", f"{time}", shown, read(ranking))
        for time in range(times)
        for shown, ranking in said
    ]


def read(ranking: str) -> list[list[str]]:
    return [place.split("=") for place in ranking.split(">")] if ranking else []


def test_below_thirty_comparisons_nothing_is_said() -> None:
    [few] = judge_biases(reviews(((SHORT, LONG), "bob>ann"), times=FEWEST - 1))
    [enough] = judge_biases(reviews(((SHORT, LONG), "bob>ann"), times=FEWEST))

    assert few.first == few.longer == few.kin == Share(None, FEWEST - 1)
    assert (enough.first, enough.longer) == (Share(0.0, FEWEST), Share(1.0, FEWEST))
    assert enough.kin == Share(1.0, FEWEST)
    assert (few.judge, few.reviews, few.abstained) == ("script:jo", FEWEST - 1, 0)


def test_who_likes_what_stands_first_is_not_consistent() -> None:
    [bias] = judge_biases(reviews(((SHORT, OTHER), "ann>cy"), ((OTHER, SHORT), "cy>ann")))

    assert bias.first == Share(1.0, 2 * FEWEST)
    assert bias.consistent == Share(0.0, FEWEST)


def test_who_keeps_to_its_verdict_in_both_orders_is_consistent() -> None:
    [bias] = judge_biases(reviews(((SHORT, OTHER), "ann>cy"), ((OTHER, SHORT), "ann>cy")))

    assert bias.first == Share(0.5, 2 * FEWEST)
    assert bias.consistent == Share(1.0, FEWEST)


def test_a_tie_kept_in_both_orders_is_the_same_verdict_and_prefers_nothing() -> None:
    [bias] = judge_biases(reviews(((SHORT, LONG), "ann=bob"), ((LONG, SHORT), "ann=bob")))

    assert bias.consistent == Share(1.0, FEWEST)
    assert bias.first == bias.longer == bias.kin == Share(None, 0)


def test_where_neither_is_longer_or_of_the_family_nothing_is_counted() -> None:
    [bias] = judge_biases(reviews(((SHORT, OTHER), "ann>cy")))

    assert bias.longer == bias.kin == bias.consistent == Share(None, 0)
    assert bias.first == Share(1.0, FEWEST)


def test_asked_twice_a_pair_counts_once_for_length_and_family() -> None:
    [bias] = judge_biases(reviews(((SHORT, LONG), "bob>ann"), ((LONG, SHORT), "bob>ann")))

    assert bias.longer.of == bias.kin.of == FEWEST


def test_a_ranking_of_three_makes_three_comparisons() -> None:
    [bias] = judge_biases(reviews(((SHORT, LONG, OTHER), "cy>bob>ann"), times=10))

    assert (bias.first, bias.longer) == (Share(0.0, 30), Share(None, 20))


def test_an_abstention_is_counted_as_such() -> None:
    [bias] = judge_biases(reviews(((SHORT, LONG), "")))

    assert (bias.reviews, bias.abstained, bias.first) == (FEWEST, FEWEST, Share(None, 0))


def test_every_judge_stands_for_itself() -> None:
    one = JudgedReview("script:al", "1", (SHORT, LONG), read("ann>bob"))
    other = JudgedReview("script:jo", "1", (SHORT, LONG), read("bob>ann"))

    assert [bias.judge for bias in judge_biases([other, one])] == ["script:al", "script:jo"]
