"""What is promised of quotas, money and outages, measured: one function for each scene."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from providers import process_commons
from providers.cooldowns.circuits import FAULTS_IN_A_ROW, OPEN_SECONDS, SOONEST_PROBE_SECONDS
from providers.protocol import ModelRef
from tests.integration import mixed_calls
from tests.integration.at_once import PROCESSES, do_at_once
from tests.integration.calling import MODEL, Called, called_in, calling
from tests.integration.ledgers import ANN, HOLD, make_window, money_in, most_in_any, price
from tests.integration.rehearsal import Rehearsal, running_rehearsal
from tests.integration.spending import spend_budget

FIRST, FALLBACK = "first", "fallback"
RACERS, ROOM_FOR = 1000, 10
A_MINUTE: Final = 60
RATE_THREADS, LOAD_THREADS = 4, 4
LOAD_PAUSE_SECONDS = 0.25
BOOK_THREADS = 48  # most of them wait for a retry
WELL_SECONDS = 5.0  # before the outage, and after it
# After it has opened, how long others may not know of it and a call may be on its way.
NEWS_SECONDS = 0.5
LOOK_SECONDS, PATIENCE_SECONDS = 0.05, 120.0


@dataclass(frozen=True, slots=True)
class Effort:
    minutes: int = 3  # of asking at a window of a minute
    calls: int = 10_000
    outage_seconds: int = 300


QUICK = Effort(minutes=1, calls=500, outage_seconds=20)


@dataclass(frozen=True, slots=True)
class Line:
    """What was measured, and whether it is as promised; what promises nothing is kept."""

    name: str
    measured: str
    is_kept: bool = True


@dataclass(frozen=True, slots=True)
class Outage:
    """When the first upstream broke, was given up and healed, when it was asked, and what came of
    all calls; in seconds of the clock on the wall."""

    broke_at: float
    opened_at: float
    healed_at: float
    arrivals: list[float]
    called: list[Called]


def race(_: Effort) -> Iterator[Line]:
    price(ANN, "1", "2")
    window = make_window(limit=ROOM_FOR * HOLD)
    used = len(do_at_once(spend_budget, RACERS // PROCESSES, 16))
    spent, held = money_in(window)
    over = max(0, spent - window.limit)
    name = f"{RACERS} over {PROCESSES} processes, room for {ROOM_FOR}: used"
    yield Line(name, f"{used}", used >= ROOM_FOR - 1)
    yield Line("  overspent", f"{over} nano-USD", over == 0)
    yield Line("  holds left", f"{held} nano-USD", held == 0)


def rate(effort: Effort) -> Iterator[Line]:
    make_window("requests", "minute", A_MINUTE, scope_id=FIRST)
    seconds = 60 * effort.minutes
    with running_rehearsal() as upstream:
        with calling({FIRST: upstream}, threads=RATE_THREADS, pause_seconds=LOOK_SECONDS):
            _wait_for(lambda: bool(_arrived(upstream)), "the first call")
            time.sleep(_arrived(upstream)[0] + seconds - time.time())
        moments = _arrived(upstream)
    most, in_time = most_in_any(60, moments), [m for m in moments if m < moments[0] + seconds]
    share = len(in_time) / (effort.minutes * A_MINUTE)
    yield Line(
        f"{A_MINUTE} a minute, {PROCESSES} processes, {seconds} s: most that came in any 60 s",
        f"{most}",
        most <= A_MINUTE,
    )
    yield Line("  used of what was allowed", f"{100 * share:.1f} %", share >= 0.95)


def books(effort: Effort) -> Iterator[Line]:
    mixed_calls.set_up_prices()
    window = make_window(limit=10**15, scope="global", scope_id="")
    with running_rehearsal() as upstream:
        mixed_calls.make_calls(upstream, effort.calls, BOOK_THREADS, seed=1)
        theirs, ours = mixed_calls.counted_by(upstream), mixed_calls.counted_in_attempts()
    sides = [(theirs[name], ours[name]) for name in theirs]
    calls = sum(their.calls for their, _ in sides)
    tokens = sum(their.input_tokens + their.output_tokens for their, _ in sides)
    yield Line(f"{effort.calls} mixed calls: attempts at the upstream", f"{calls}")
    yield _apart("  attempts", "", [(t.calls, o.calls) for t, o in sides])
    yield Line("  tokens the upstream told", f"{tokens}", tokens > 0)
    yield _apart("  answers with their usage", "", [(t.told, o.told) for t, o in sides])
    yield _apart("  tokens in", "", [(t.input_tokens, o.input_tokens) for t, o in sides])
    yield _apart("  tokens out", "", [(t.output_tokens, o.output_tokens) for t, o in sides])
    yield _apart("  tokens cached", "", [(t.cached_tokens, o.cached_tokens) for t, o in sides])
    yield _apart("  tokens thought", "", [(t.thought_tokens, o.thought_tokens) for t, o in sides])
    yield _apart("  the bills", " nano-USD", [(t.nano_usd, o.nano_usd) for t, o in sides])
    yield _apart("  answers broken off before it", "", [(t.untold, o.untold) for t, o in sides])
    untold = sum(their.untold_nano_usd for their, _ in sides)
    estimated = sum(our.untold_nano_usd for _, our in sides)
    share = 100 * (estimated / untold - 1)
    yield Line("  of these, estimated above their worth", f"{share:.1f} %")
    short = mixed_calls.underheld()
    yield Line("  attempts that cost more than was held", f"{short}", short == 0)
    spent, held = money_in(window)
    booked = sum(our.nano_usd + our.untold_nano_usd for _, our in sides)
    yield _apart("  the window and its attempts", " nano-USD", [(booked, spent)])
    yield Line("  holds left", f"{held} nano-USD", held == 0)


def outage(effort: Effort) -> Iterator[Line]:
    seen = _live_through(effort.outage_seconds)
    failed = sum(one.outcome not in (FIRST, FALLBACK) for one in seen.called)
    during = sum(seen.broke_at < one.began_at < seen.healed_at for one in seen.called)
    dead = [moment for moment in seen.arrivals if seen.broke_at < moment < seen.healed_at]
    later = [moment for moment in dead if moment > seen.opened_at + NEWS_SECONDS]
    gaps = [after - before for before, after in itertools.pairwise([seen.opened_at, *later])]
    back_at = min(
        (c.ended_at for c in seen.called if c.outcome == FIRST and c.began_at > seen.healed_at),
        default=float("inf"),
    )
    back = back_at - seen.healed_at
    lasted = seen.healed_at - seen.broke_at
    yield Line(f"outage of {lasted:.0f} s, {PROCESSES} processes: calls meanwhile", f"{during}")
    yield Line("  of all calls, without an answer", f"{failed} of {len(seen.called)}", failed == 0)
    yield Line("  given up after", f"{seen.opened_at - seen.broke_at:.2f} s")
    early, most = len(dead) - len(later), FAULTS_IN_A_ROW + PROCESSES * LOAD_THREADS
    yield Line("  calls at the dead upstream until all knew", f"{early}", early <= most)
    is_few = len(later) <= lasted / SOONEST_PROBE_SECONDS
    yield Line("  calls at it after that", f"{len(later)}", is_few)
    is_one = min(gaps) >= SOONEST_PROBE_SECONDS
    yield Line("  no two of them within", f"{min(gaps):.2f} s", is_one)
    yield Line("  healed just after one, first in use again after", f"{back:.2f} s", back <= 30)


def _live_through(outage_seconds: int) -> Outage:
    """Well, dead, and well again at the worst moment: just after a call has found it still dead."""
    states, model = process_commons.commons(is_rehearsal=False).states, ModelRef(FIRST, MODEL)

    def opened_at() -> float:
        state = states.read([model])[str(model)]
        is_open = state.status == "open" and state.until is not None
        return state.until.timestamp() - OPEN_SECONDS if is_open and state.until else 0.0

    with running_rehearsal() as first, running_rehearsal() as fallback:
        upstreams = {FIRST: first, FALLBACK: fallback}
        with calling(upstreams, threads=LOAD_THREADS, pause_seconds=LOAD_PAUSE_SECONDS) as given:
            _wait_for(lambda: bool(_arrived(first)), "the first call")
            time.sleep(WELL_SECONDS)
            broke_at = time.time()
            first.put_faults({MODEL: ["503*"]})
            _wait_for(lambda: opened_at() > 0, "it to be given up")
            given_up_at = opened_at()
            time.sleep(max(0.0, broke_at + outage_seconds - time.time()))
            refused = len(_arrived(first))
            _wait_for(lambda: len(_arrived(first)) > refused, "one more to be refused")
            healed_at = time.time()
            first.put_faults({MODEL: ["ok"]})
            _wait_for(lambda: _arrived(first)[-1] > healed_at, "it to be asked again")
            time.sleep(WELL_SECONDS)
        return Outage(broke_at, given_up_at, healed_at, _arrived(first), called_in(given))


def _apart(name: str, unit: str, sides: list[tuple[int, int]]) -> Line:
    """By how much both sides differ, of each model."""
    apart = sum(abs(their - our) for their, our in sides)
    return Line(f"{name}: apart", f"{apart}{unit}", apart == 0)


def _arrived(upstream: Rehearsal) -> list[float]:
    return upstream.arrivals().get(MODEL, [])


def _wait_for(has_come: Callable[[], bool], what: str) -> None:
    ends_at = time.monotonic() + PATIENCE_SECONDS
    while not has_come():
        if time.monotonic() > ends_at:
            raise TimeoutError(f"Waited in vain for {what}.")
        time.sleep(LOOK_SECONDS)
