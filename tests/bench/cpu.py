"""CPU seconds by process, read from /proc: its threads and the children it has reaped included."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

PROC = Path("/proc")
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
# Where utime, stime, cutime and cstime stand behind the name of the program (proc(5)).
PARENT, TIMES = 1, slice(11, 15)
NAMES = {  # by what stands on a command line
    "-Q deliberations": "worker",
    "-Q upkeep": "upkeep",
    "backend beat": "beat",
    "backend.asgi": "web",
    "valkey": "redis",
    "redis-server": "redis",
    "postgres": "postgres",
    "manage.py up": "up",
    "providers.rehearsal": "upstream",
}

Spent = dict[str, float]


def spent_below(roots: Iterable[int]) -> Spent:
    """CPU seconds so far of these processes and all below them, added up by name."""
    parents = _parents()
    spent: defaultdict[str, float] = defaultdict(float)
    for root in roots:
        for pid, name in _family(root, parents).items():
            spent[name] += _seconds_of(pid)
    return dict(spent)


def since(before: Spent, after: Spent) -> Spent:
    """What was spent between two looks."""
    return {name: after[name] - before.get(name, 0.0) for name in after}


def children_of(pid: int) -> list[int]:
    return [child for child, parent in _parents().items() if parent == pid]


def name_of(pid: int) -> str:
    """Which part of the stack this process is; empty if its command line does not say."""
    try:
        line = (PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""
    return next((name for mark, name in NAMES.items() if mark in line), "")


def _family(root: int, parents: dict[int, int]) -> dict[int, str]:
    """A child whose command line does not tell is counted with its parent."""
    family = {root: name_of(root)}
    found = True
    while found:
        found = False
        for pid, parent in parents.items():
            if parent in family and pid not in family:
                family[pid] = name_of(pid) or family[parent]
                found = True
    return family


def _parents() -> dict[int, int]:
    pids = [int(path.name) for path in PROC.iterdir() if path.name.isdecimal()]
    return {pid: int(fields[PARENT]) for pid in pids if (fields := _stat(pid))}


def _seconds_of(pid: int) -> float:
    return sum(map(int, _stat(pid)[TIMES])) / TICKS_PER_SECOND


def _stat(pid: int) -> list[str]:
    """The fields behind the program's name; none if the process is gone."""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
