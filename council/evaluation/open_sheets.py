"""The tables of what is told of all questions of a set: grades, claims, judges, several replies."""

from __future__ import annotations

from collections.abc import Sequence

from council.evaluation.claims import ClaimFigures
from council.evaluation.graded import GradedFigures
from council.evaluation.peers import PeerFigures
from council.evaluation.samples import SampleFigures
from council.evaluation.sheet import Sheet, between, decimal, percent

ALL = "Of all questions of the set: nothing is learned."


def graded_sheets(graded: GradedFigures) -> list[Sheet]:
    members = tuple(
        (
            each.member,
            f"{percent(each.correct)} {between(each.interval)}",
            percent(each.attempted),
            percent(each.wrong),
        )
        for each in graded.members
    )
    councils = tuple(
        (
            each.name,
            f"{percent(each.best)} {each.best_member}",
            percent(each.oracle),
            percent(each.nearest),
            percent(each.nearest_wrong),
            decimal(each.auroc),
        )
        for each in graded.councils
    )
    return [
        Sheet(
            "Members alone, as graded",
            f"{ALL} {graded.questions} questions; in brackets: the 95 % interval.",
            ("member", "correct", "attempted", "wrong"),
            members,
        ),
        Sheet(
            "Councils: the answer nearest to all others",
            f"{ALL} Nearest: with most words in common, those of the question left out.",
            ("council", "best in hindsight", "oracle", "nearest", "nearest wrong", "AUROC"),
            councils,
        ),
    ]


def sample_sheet(samples: Sequence[SampleFigures]) -> Sheet:
    rows = tuple(
        (
            each.member,
            each.variant or "-",
            str(each.questions),
            str(each.replies),
            percent(each.cut_off),
            percent(each.without_answer),
            percent(each.single),
            f"{percent(each.vote)} {between(each.interval)}",
            percent(each.oracle),
            decimal(each.auroc),
        )
        for each in samples
    )
    return Sheet(
        "Members that answered several times",
        f"{ALL} Vote: of all replies of one member to one question. Without answer: cut off too.",
        (
            "member", "asked", "questions", "replies", "cut off", "without answer",
            "one reply right", "vote right", "oracle", "AUROC",
        ),
        rows,
        heads=2,
    )  # fmt: skip


def claim_sheets(claims: ClaimFigures) -> list[Sheet]:
    members = tuple(
        (each.member, str(each.answers), str(each.claims), percent(each.holding))
        for each in claims.members
    )
    return [
        Sheet(
            "Members: claims that hold",
            f"{ALL} {claims.claims} claims, of which {percent(claims.holding)} hold.",
            ("member", "answers with claims", "claims", "holding, mean of answers"),
            members,
        ),
        Sheet(
            "Claims that others make too",
            f"{ALL} Whether a claim that holds has more of its words in the other answers.",
            ("compared by", "AUROC"),
            tuple((name, decimal(value)) for name, value in claims.auroc.items()),
        ),
    ]


def peer_sheets(peers: PeerFigures) -> list[Sheet]:
    judges = tuple(
        (
            each.judge,
            str(each.judgments),
            str(each.unreadable),
            percent(each.first),
            percent(each.second),
            percent(each.consistent),
            percent(each.longer),
            percent(each.agreement),
            f"{each.own:+.2f}",
            f"{each.others:+.2f}",
            f"{each.people:+.2f}",
        )
        for each in peers.judges
    )
    return [
        Sheet(
            "Judges",
            f"{ALL} Consistent: the same verdict in both orders. Own answer: from -1, it always "
            "loses, to +1, as judged by itself, by the others and by people.",
            (
                "judge", "judgments", "unreadable", "shown first wins", "shown second wins",
                "consistent", "longer wins", "agrees with people", "own answer, by itself",
                "by others", "by people",
            ),
            judges,
        ),
        Sheet(
            "Ways to put judges together",
            f"{ALL} People compared {peers.pairs} pairs and decided {peers.decided}.",
            ("rule", "agrees with people"),
            tuple((name, percent(value)) for name, value in peers.rules.items()),
        ),
    ]  # fmt: skip
