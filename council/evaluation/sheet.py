"""A table of texts, for a terminal, a page or a document, and how figures are written in one."""

from __future__ import annotations

from dataclasses import dataclass

from council.evaluation.measures import Interval

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Sheet:
    """`note` says how to read it. The first cells of a row, `heads` of them, name it."""

    caption: str
    note: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    heads: int = 1


def percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def between(interval: Interval) -> str:
    return f"[{100 * interval.low:.1f}, {100 * interval.high:.1f}]"


def decimal(value: float | None) -> str:
    return UNKNOWN if value is None else f"{value:.3f}"
