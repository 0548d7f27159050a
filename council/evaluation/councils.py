"""Which members of a set sit together: those that were named, the known ones, or all."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from council.evaluation.answer_sets import AnswerSet
from council.evaluation.errors import UnknownMeans, UnreadableSet
from providers.strengths import Strength

EXPECTED = ("expected.json", "expected_open.json")


@dataclass(frozen=True, slots=True)
class LineUp:
    name: str
    members: tuple[str, ...]

    def strongest_first(self, strengths: Mapping[str, Strength]) -> LineUp:
        """As a council is seated where the history of its members is known."""
        ranked = sorted(self.members, key=lambda member: -strengths[member].share)
        return LineUp(self.name, tuple(ranked))


def asked_line_ups(answer_set: AnswerSet, folder: Path, members: str) -> list[LineUp]:
    """Of these members, by commas; else the known ones. Raises UnknownMeans, UnreadableSet."""
    names = [name.strip() for name in members.split(",") if name.strip()]
    return [named_line_up(answer_set, names)] if names else known_line_ups(answer_set, folder)


def named_line_up(answer_set: AnswerSet, members: Sequence[str]) -> LineUp:
    """These members. Raises UnknownMeans."""
    unknown = [member for member in members if member not in answer_set.members]
    if unknown:
        raise UnknownMeans(
            f"{answer_set.name} has no member {', '.join(unknown)}; "
            f"it has: {', '.join(answer_set.members)}."
        )
    return LineUp("named", tuple(dict.fromkeys(members)))


def known_line_ups(answer_set: AnswerSet, folder: Path) -> list[LineUp]:
    """Those that stand in `expected.json` or `expected_open.json` beside the folders of the sets;
    else all members as one. Raises UnreadableSet."""
    files = [folder.parent / name for name in EXPECTED]
    found = [each for file in files if file.is_file() for each in _expected(file, folder.name)]
    return found or [LineUp("all", answer_set.members)]


def _expected(file: Path, name: str) -> list[LineUp]:
    try:
        known = json.loads(file.read_text(encoding="utf-8")).get(name, {})
        councils = known.get("councils", known).items()
        return [
            LineUp(council, tuple(expected["members"]))
            for council, expected in councils
            if isinstance(expected, dict) and ("members" in expected or "councils" in known)
        ]
    except (ValueError, KeyError, TypeError, AttributeError) as unreadable:
        what = f"the councils of {name} cannot be read ({unreadable}); mend it or take it away."
        raise UnreadableSet(file, 0, what) from unreadable
