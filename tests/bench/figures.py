"""What is measured, one function for each line or two of the table."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import mean, median

from tests.bench import cpu
from tests.bench.client import Client, Sitting
from tests.bench.councils import AT_ONCE, BRISK, CALM, HANGING, INSTANT, STEADY, LineUp
from tests.bench.ideal import Direct
from tests.bench.stack import Stack, spent_upstream
from tests.integration.rehearsal import Rehearsal

VOICES = 5
SHORT_TOKENS, STEADY_TOKENS = 30, 80
ASK_SECONDS, FREE_SECONDS = 20.0, 8.0  # to begin calls that hang, and to give them back


@dataclass(frozen=True, slots=True)
class Effort:
    """How often each thing is done."""

    one_by_one: int = 16
    in_flight: int = 50
    steady: int = 80
    at_once: int = 240
    abreast: int = 16
    speakers: int = 10
    long_tokens: int = 900
    hanging: int = 160
    idle_seconds: float = 10.0


QUICK = Effort(one_by_one=3, steady=15, at_once=80, long_tokens=250, idle_seconds=2.0)


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. Without a limit it is only told; `is_least`: the limit is a floor."""

    name: str
    measured: float
    unit: str
    limit: float | None = None
    is_least: bool = False
    parts: dict[str, float] = field(default_factory=dict)

    @property
    def is_kept(self) -> bool:
        if self.limit is None:
            return True
        kept = self.measured >= self.limit if self.is_least else self.measured <= self.limit
        return bool(kept)


def measure(stack: Stack, effort: Effort) -> Iterator[Figure]:
    """Everything, on one stack, one thing after the other."""
    asyncio.run(_warm_up(stack))
    for scene in (yardstick, idle, one_by_one, in_flight, at_once, streamed, hanging):
        yield from scene(stack, effort)


def yardstick(stack: Stack, effort: Effort) -> list[Figure]:
    """CPU of a fixed piece of Python: by it the figures of two machines, or of a quiet and a busy
    hour of one, can be compared."""
    took: list[float] = []
    for _ in range(40):
        began = time.process_time()
        sum(len(str(number)) for number in range(200_000))
        took.append(time.process_time() - began)
        time.sleep(0.05)  # so that it meets the machine as busy as it is on the whole
    return [Figure("yardstick: a fixed piece of Python", 1000 * median(took), "ms")]


def idle(stack: Stack, effort: Effort) -> list[Figure]:
    """What the stack takes while nobody asks."""
    spent, seconds = _spending(stack, lambda: asyncio.sleep(effort.idle_seconds))
    parts = {name: 1000 * used / seconds for name, used in spent.items()}
    return [Figure("CPU of the idle stack", sum(parts.values()), "ms/s", parts=parts)]


def one_by_one(stack: Stack, effort: Effort) -> list[Figure]:
    """Each council between two direct walks of its critical path, so that both meet the same
    machine."""
    text = _script(stack.upstreams[CALM], BRISK, SHORT_TOKENS)
    direct, client = Direct(stack.upstreams[CALM]), Client(stack.url)
    ideals = [direct.critical_path_seconds(BRISK, text)]
    took: list[float] = []
    for _ in range(effort.one_by_one):
        took.append(asyncio.run(client.hold(BRISK.slug)).seconds)
        ideals.append(direct.critical_path_seconds(BRISK, text))
    beside = [mean(pair) for pair in pairwise(ideals)]
    above = sorted(seconds - ideal for seconds, ideal in zip(took, beside, strict=True))
    return _overhead("one at a time", above, median(took) / median(ideals), limit=50)


def in_flight(stack: Stack, effort: Effort) -> list[Figure]:
    """Arrivals spread evenly, so many that fifty councils are under way once it is steady."""
    text = _script(stack.upstreams[CALM], STEADY, STEADY_TOKENS)
    direct = Direct(stack.upstreams[CALM])
    ideals = [direct.critical_path_seconds(STEADY, text)]
    gap = ideals[0] / effort.in_flight
    sittings, seconds = asyncio.run(_arrive(stack, effort.in_flight + effort.steady, gap))
    ideals.append(direct.critical_path_seconds(STEADY, text))
    steady = sittings[effort.in_flight :]
    ideal = mean(ideals)
    above = sorted(sitting.seconds - ideal for sitting in steady)
    under_way = sum(sitting.seconds for sitting in sittings) / seconds
    name = f"{effort.in_flight} in flight, steady"
    posts = sorted(sitting.submit_seconds for sitting in steady)
    return [
        *_overhead(name, above, median(above) / ideal + 1, limit=120),
        Figure(f"POST, {name}, p50", 1000 * median(posts), "ms"),
        Figure("councils under way on average, start and end included", under_way, ""),
    ]


def at_once(stack: Stack, effort: Effort) -> list[Figure]:
    """No latency upstream: what a council costs by itself."""
    _script(stack.upstreams[INSTANT], AT_ONCE, SHORT_TOKENS)
    before = spent_upstream()
    spent, seconds = _spending(stack, lambda: _abreast(stack, AT_ONCE, effort))
    parts = {name: 1000 * used / effort.at_once for name, used in spent.items()}
    upstream = 1000 * (spent_upstream() - before) / effort.at_once
    return [
        Figure("councils per second, no latency", effort.at_once / seconds, "/s"),
        Figure("CPU per council, no latency", sum(parts.values()), "ms", limit=40, parts=parts),
        Figure("CPU per council of the upstream, apart", upstream, "ms"),
    ]


def streamed(stack: Stack, effort: Effort) -> list[Figure]:
    """Long answers at the models' pace; off go what the same councils take with one token, and
    what the stack takes for the longer time anyway."""
    calm = stack.upstreams[CALM]
    resting, rest = _spending(stack, lambda: asyncio.sleep(effort.idle_seconds / 2))
    _script(calm, BRISK, 1)
    short, short_seconds = _spending(stack, lambda: _together(stack, BRISK, effort.speakers))
    _script(calm, BRISK, effort.long_tokens)
    before = spent_upstream()
    long, long_seconds = _spending(stack, lambda: _together(stack, BRISK, effort.speakers))
    tokens = effort.speakers * VOICES * (effort.long_tokens - 1)
    parts = {
        name: 1000
        * (
            long[name]
            - short.get(name, 0.0)
            - resting.get(name, 0.0) / rest * (long_seconds - short_seconds)
        )
        / tokens
        for name in long
    }
    upstream = 1000 * (spent_upstream() - before) / tokens
    return [
        Figure("CPU per streamed token", sum(parts.values()), "ms", limit=0.2, parts=parts),
        Figure("CPU per streamed token of the upstream, apart", upstream, "ms"),
    ]


def hanging(stack: Stack, effort: Effort) -> list[Figure]:
    """Members that never answer: how many calls the one worker holds, and that a cancel of all
    gives them back."""
    calm = stack.upstreams[CALM]
    calm.clear()
    calm.put_faults({model: ["hang*"] for model in HANGING.models})
    most, freed = asyncio.run(_hang(stack, effort))
    calm.clear()
    return [
        Figure("calls in flight in one worker process", most, "", limit=500, is_least=True),
        Figure("until a cancel of all had freed them", freed, "s", limit=FREE_SECONDS),
    ]


async def _warm_up(stack: Stack) -> None:
    """Imports, connections and threads of the first councils are nobody's overhead."""
    for name, line_up in ((CALM, BRISK), (INSTANT, AT_ONCE)):
        _script(stack.upstreams[name], line_up, SHORT_TOKENS)
        await _together(stack, line_up, 10)


async def _arrive(stack: Stack, count: int, gap: float) -> tuple[list[Sitting], float]:
    client = Client(stack.url)
    began = time.monotonic()
    sitting: list[asyncio.Task[Sitting]] = []
    for number in range(count):
        await asyncio.sleep(max(0.0, began + number * gap - time.monotonic()))
        sitting.append(asyncio.create_task(client.hold(STEADY.slug)))
    ended = await asyncio.gather(*sitting)
    return list(ended), time.monotonic() - began


async def _abreast(stack: Stack, line_up: LineUp, effort: Effort) -> None:
    """So many at a time, until all are done."""
    client = Client(stack.url)
    left = iter(range(effort.at_once))

    async def one_after_the_other() -> None:
        for _ in left:
            await client.hold(line_up.slug)

    await asyncio.gather(*(one_after_the_other() for _ in range(effort.abreast)))


async def _together(stack: Stack, line_up: LineUp, count: int) -> None:
    await asyncio.gather(*(Client(stack.url).hold(line_up.slug) for _ in range(count)))


async def _hang(stack: Stack, effort: Effort) -> tuple[int, float]:
    client, calm = Client(stack.url), stack.upstreams[CALM]
    begun = await asyncio.gather(*(client.submit(HANGING.slug) for _ in range(effort.hanging)))
    await _until(lambda: _under_way(calm) >= effort.hanging * (VOICES - 1), ASK_SECONDS)
    most = sum(count["most_in_flight"] for count in calm.calls().values())
    began = time.monotonic()
    await asyncio.gather(*(client.cancel(links) for links in begun))
    await _until(lambda: not _under_way(calm), 2 * FREE_SECONDS)
    return most, time.monotonic() - began


def _under_way(upstream: Rehearsal) -> int:
    return sum(count["in_flight"] for count in upstream.calls().values())


async def _until(holds: Callable[[], bool], seconds: float) -> None:
    ends_at = time.monotonic() + seconds
    while time.monotonic() < ends_at and not await asyncio.to_thread(holds):  # noqa: ASYNC110
        await asyncio.sleep(0.1)  # it happens in other processes: nobody could tell us


def _spending(stack: Stack, work: Callable[[], Awaitable[None]]) -> tuple[cpu.Spent, float]:
    """CPU seconds of the stack by part while this is done, and how long it took."""

    async def awaited() -> None:
        await work()

    before, began = stack.spent(), time.monotonic()
    asyncio.run(awaited())
    seconds = time.monotonic() - began
    return cpu.since(before, stack.spent()), seconds


def _script(upstream: Rehearsal, line_up: LineUp, tokens: int) -> str:
    """Have every voice say so many tokens; returns what it says."""
    text = " ".join(["salt"] * tokens)
    upstream.clear()
    upstream.set_answers({model: [text] for model in line_up.models})
    return text


def _overhead(name: str, above: Sequence[float], ratio: float, limit: float) -> list[Figure]:
    """`above` sorted, in seconds; `limit` in milliseconds."""
    late = above[min(len(above) - 1, round(0.95 * len(above)))]
    return [
        Figure(f"above the critical path, {name}, p50", 1000 * median(above), "ms", limit),
        Figure(f"above the critical path, {name}, p95", 1000 * late, "ms"),
        Figure(f"ratio to the critical path, {name}", ratio, "×"),  # noqa: RUF001
    ]
