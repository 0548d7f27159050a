"""`python -m tests.mutation`: of the small faults that mutmut made, how many the tests noticed.

Reads `mutmut results --all true`. The exit code is 1 where a part is below its bar.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

PARTS = {
    "classifier": ("providers.adapters.", "providers.treatments"),
    "gateway": ("providers.gateway.",),
    "cooldowns": ("providers.cooldowns.",),
}
BAR = 0.8  # of the faults
NOTICED = {"killed", "timeout", "segfault", "caught by type check"}
RESULT = re.compile(r"^\s*(?P<module>[\w.]+)\.(?P<name>x[^.]*__mutmut_\d+): (?P<status>.+)$")


@dataclass
class Score:
    """`missed`: the names of the faults that no test noticed."""

    faults: int = 0
    noticed: int = 0
    missed: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        return self.noticed / self.faults if self.faults else 0.0


def main(lines: Iterable[str]) -> None:
    scores, statuses = read(lines)
    for name, score in sorted(scores.items()):
        _say(f"{name:<34} {score.noticed:>5} of {score.faults:>5}  {score.share:>7.1%}")
    _say(", ".join(f"{count} {status}" for status, count in statuses.most_common()))
    for missed in (name for part in PARTS for name in scores[part].missed):
        _say(f"not noticed: {missed}")
    if below := [part for part in PARTS if scores[part].share < BAR]:
        sys.exit(f"Below {BAR:.0%}: {', '.join(below)}")


def read(lines: Iterable[str]) -> tuple[defaultdict[str, Score], Counter[str]]:
    """The scores of the parts and of their modules, and how the faults ended."""
    scores: defaultdict[str, Score] = defaultdict(Score)
    statuses: Counter[str] = Counter()
    for found in filter(None, map(RESULT.match, lines)):
        module, name, status = found.group("module", "name", "status")
        statuses[status] += 1
        for each in (module, *_parts_of(module)):
            scores[each].faults += 1
            if status in NOTICED:
                scores[each].noticed += 1
            else:
                scores[each].missed.append(f"{module}.{name} ({status})")
    return scores, statuses


def _parts_of(module: str) -> Iterable[str]:
    return (part for part, beginnings in PARTS.items() if module.startswith(beginnings))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main(sys.stdin)
