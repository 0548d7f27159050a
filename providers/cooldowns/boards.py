"""The states of models over boards: one way to decide, wherever the boards are kept."""

from __future__ import annotations

import threading
import time
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Protocol

from providers.cooldowns import verdicts
from providers.cooldowns.circuits import UNKNOWN, Circuit
from providers.cooldowns.protocol import Board, Changes, Keys, LeftAlone, ModelState, Pass
from providers.cooldowns.transitions import Transition, log_transition, transitions_in
from providers.cooldowns.verdicts import REAL, Rules
from providers.errors import ProviderError
from providers.protocol import Key, ModelRef

Decide = Callable[[Board, float], Changes]
Tell = Callable[[Transition], None]


class Boards(Protocol):
    """Where boards are kept, one for each provider."""

    def read(self, provider: str) -> tuple[Board, float]:
        """The board, at most a quarter of a second old, and the time."""
        ...

    def known(self, provider: str) -> tuple[Board, float]:
        """As it was last seen from here; nobody is asked for it."""
        ...

    def change(self, provider: str, decide: Decide) -> tuple[Board, Changes]:
        """Decide on the board as it stands and change it, in one step. `decide` may be asked
        again. Returns the board before, and what was changed."""
        ...


class LocalBoards:
    """In this process."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._boards: dict[str, dict[str, Circuit]] = {}

    def read(self, provider: str) -> tuple[Board, float]:
        return self._boards.get(provider, {}), self._clock()

    known = read

    def change(self, provider: str, decide: Decide) -> tuple[Board, Changes]:
        with self._lock:
            before = self._boards.get(provider, {})
            changes = decide(before, self._clock())
            self._boards[provider] = changed(before, changes)
        return before, changes

    def adopt(self, provider: str, board: Board) -> None:
        """Go on from what was known elsewhere."""
        with self._lock:
            self._boards[provider] = dict(board)


class BoardStates:
    """`States` over such boards. Every transition is told once, by whoever made it."""

    def __init__(self, boards: Boards, rules: Rules = REAL, tell: Tell = log_transition) -> None:
        self._boards = boards
        self._rules = rules
        self._tell = tell
        self._turned_away: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def admit(self, model: ModelRef, key: Key) -> Pass:
        passed = Pass(model, key)
        board, now = self._boards.read(model.provider)
        if not board:
            return passed
        turned_away = self._turned_away[model.provider]
        try:
            if not verdicts.admission(board, passed, now, turned_away):
                return passed
            probing = replace(passed, probe=uuid.uuid4().hex)
            taken = self._change(
                probing, lambda board, now: verdicts.admission(board, probing, now, turned_away)
            )
        except LeftAlone as error:
            turned_away[error.circuit] += 1
            raise
        for name in taken:
            turned_away.pop(name, None)
        return probing if taken else passed

    def began(self, passed: Pass) -> None:
        if passed.is_probe:
            self._settle(passed, lambda board, _: verdicts.after_first_text(board, passed))

    def succeeded(self, passed: Pass) -> None:
        self._settle(passed, lambda board, now: verdicts.after_success(board, passed, now))

    def failed(self, passed: Pass, error: ProviderError) -> float:
        def decide(board: Board, now: float) -> Changes:
            return verdicts.after_failure(board, passed, error, now, self._rules)

        self._settle(passed, decide, error)
        board, now = self._boards.known(passed.model.provider)
        return verdicts.seconds_left_alone(board, passed, now)

    def returned(self, passed: Pass) -> None:
        if passed.is_probe:
            self._settle(passed, lambda board, _: verdicts.after_return(board, passed))

    def accept(self, provider: str, key: Key) -> None:
        passed = Pass(ModelRef(provider, ""), key)
        self._change(passed, lambda board, _: verdicts.after_acceptance(board, key))

    def mend(self, model: ModelRef, key: Key) -> None:
        passed = Pass(model, key)
        self._change(passed, lambda board, _: verdicts.after_mending(board, passed))

    def read(self, models: Iterable[ModelRef], keys: Keys | None = None) -> dict[str, ModelState]:
        states = {}
        for model in models:
            board, now = self._boards.read(model.provider)
            in_use = None if keys is None else keys.get(model.provider, ())
            states[str(model)] = verdicts.state_of(board, model, now, in_use)
        return states

    def look(self, provider: str) -> tuple[Board, float]:
        return self._boards.read(provider)

    def _settle(self, passed: Pass, decide: Decide, error: ProviderError | None = None) -> None:
        """Nothing is written where, by what is known here, nothing changes."""
        board, now = self._boards.known(passed.model.provider)
        if decide(board, now):
            self._change(passed, decide, error)

    def _change(self, passed: Pass, decide: Decide, error: ProviderError | None = None) -> Changes:
        before, changes = self._boards.change(passed.model.provider, decide)
        _, now = self._boards.known(passed.model.provider)
        for transition in transitions_in(before, changes, passed, now, error):
            self._tell(transition)
        return changes


class LocalStates(BoardStates):
    """What one process knows by itself."""

    def __init__(self, clock: Callable[[], float] = time.time, rules: Rules = REAL) -> None:
        super().__init__(LocalBoards(clock), rules)


def changed(board: Board, changes: Changes) -> dict[str, Circuit]:
    """The board after the changes; what is well again is not kept."""
    after = {**board, **changes}
    return {name: circuit for name, circuit in after.items() if circuit != UNKNOWN}
