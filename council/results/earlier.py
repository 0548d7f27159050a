"""What members said in the deliberations that one revises."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from council.models import Deliberation, Opinion

MOST_REVISED: Final = 20


def said_earlier(deliberation: Deliberation) -> dict[str, list[Opinion]]:
    """By member: what it said each time it was asked before, the first time first. What is kept
    here is no earlier text."""
    said: defaultdict[str, list[Opinion]] = defaultdict(list)
    for revised in _revised_by(deliberation):
        for row in _last_words(revised).values():
            if row.text and not row.kept:
                said[row.member].insert(0, row)
    for row in deliberation.opinions.all() if said else ():
        is_copy = row.kept or row.status == Opinion.Status.STOPPED
        before = said.get(row.member)
        if is_copy and before and before[-1].text == row.text:
            before.pop()
    return said


def _revised_by(deliberation: Deliberation) -> Iterator[Deliberation]:
    """The newest first."""
    id_ = deliberation.revises_id
    for _ in range(MOST_REVISED):
        if id_ is None:
            return
        revised = Deliberation.objects.with_opinions().get(id=id_)
        yield revised
        id_ = revised.revises_id


def _last_words(deliberation: Deliberation) -> dict[str, Opinion]:
    """Of each member. In a contest the later round is of one point only."""
    rows = sorted(deliberation.opinions.all(), key=lambda row: row.round)
    later = [row for row in rows if row.round > 1 and row.text and not deliberation.contest]
    return {row.member: row for row in [*(row for row in rows if row.round == 1), *later]}
