"""The upstream's own books: what was asked of each model and when, what was sent, and what of it
was told to the client as usage.
"""

from __future__ import annotations

import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Final

MOST_ARRIVALS: Final = 20_000  # of each model, the latest


@dataclass(slots=True)
class Count:
    """One model's. `abandoned` are calls whose client left before the end."""

    calls: int = 0
    in_flight: int = 0
    most_in_flight: int = 0
    abandoned: int = 0
    tokens_sent: int = 0


@dataclass(slots=True)
class Bill:
    """One model's. `told` are the answers whose usage was sent, with the tokens it names: of those
    in some were cached, of those out some thought. `untold` broke off after their first token and
    before their usage, with what they had read and said. Whatever was asked besides cost nothing.
    """

    told: int = 0
    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    thought_tokens: int = 0
    untold: int = 0
    untold_input_tokens: int = 0
    untold_output_tokens: int = 0


@dataclass(slots=True)
class Book:
    """One model's pages. `arrived_at` is in seconds of the clock on the wall."""

    count: Count = field(default_factory=Count)
    bill: Bill = field(default_factory=Bill)
    arrived_at: deque[float] = field(default_factory=lambda: deque(maxlen=MOST_ARRIVALS))


@dataclass(slots=True)
class Entry:
    """One call, as it is written down while it is under way."""

    book: Book
    input_tokens: int = 0
    cached_tokens: int = 0
    thought_tokens: int = 0
    said_tokens: int = 0
    is_told: bool = False

    def begin(self) -> None:
        count = self.book.count
        self.book.arrived_at.append(time.time())
        count.calls += 1
        count.in_flight += 1
        count.most_in_flight = max(count.most_in_flight, count.in_flight)

    def read(self, tokens: int, cached: int) -> None:
        self.input_tokens, self.cached_tokens = tokens, cached

    def think(self, tokens: int) -> None:
        self.thought_tokens = tokens

    def say(self, tokens: int) -> None:
        self.said_tokens += tokens
        self.book.count.tokens_sent += tokens

    def tell(self) -> None:
        """The usage, as it stands, has been sent."""
        self.is_told = True

    def end(self, *, is_over: bool) -> None:
        count, bill = self.book.count, self.book.bill
        count.in_flight -= 1
        count.abandoned += not is_over
        if self.is_told:
            bill.told += 1
            bill.input_tokens += self.input_tokens
            bill.cached_tokens += self.cached_tokens
            bill.output_tokens += self.thought_tokens + self.said_tokens
            bill.thought_tokens += self.thought_tokens
        elif self.said_tokens:
            bill.untold += 1
            bill.untold_input_tokens += self.input_tokens
            bill.untold_output_tokens += self.thought_tokens + self.said_tokens


class Calls:
    def __init__(self) -> None:
        self._books: defaultdict[str, Book] = defaultdict(Book)

    @contextmanager
    def under_way(self, model: str) -> Iterator[Entry]:
        entry = Entry(self._books[model])
        entry.begin()
        is_over = False
        try:
            yield entry
            is_over = True
        finally:
            entry.end(is_over=is_over)

    def clear(self) -> None:
        """Forget what is over; what is under way goes on being counted apart."""
        self._books.clear()

    def as_counts(self) -> dict[str, dict[str, int]]:
        return self._of_each(lambda book: asdict(book.count))

    def as_bills(self) -> dict[str, dict[str, int]]:
        return self._of_each(lambda book: asdict(book.bill))

    def as_arrivals(self) -> dict[str, list[float]]:
        return {model: list(book.arrived_at) for model, book in self._books.items()}

    def _of_each(self, page: Callable[[Book], dict[str, int]]) -> dict[str, dict[str, int]]:
        return {model: page(book) for model, book in self._books.items()}
