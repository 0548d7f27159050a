"""An answer that comes too slowly for ten seconds is given up, and no other."""

from __future__ import annotations

from contextlib import nullcontext

import pytest

from providers.errors import Stalled
from providers.gateway.tempo import Floor, Tempo, floor_of
from providers.protocol import Delta
from tests.unit.clock import Clock

WORD = "salt"  # 1.04 tokens
FIVE = Floor(5)


def speak(tempo: Tempo, clock: Clock, *, per_second: float, seconds: float) -> None:
    for _ in range(round(per_second * seconds)):
        clock.now += 1 / per_second
        tempo.hear(Delta(text=WORD))


def test_what_is_fast_enough_may_take_as_long_as_it_likes() -> None:
    clock = Clock()
    speak(Tempo(FIVE, clock), clock, per_second=5.5, seconds=60)


def test_what_is_too_slow_is_given_up_after_ten_seconds_and_not_before() -> None:
    clock = Clock()
    tempo = Tempo(FIVE, clock)
    speak(tempo, clock, per_second=2, seconds=10)
    with pytest.raises(Stalled, match="fewer than 5 tokens a second for 10 s"):
        speak(tempo, clock, per_second=2, seconds=1)


def test_only_the_last_ten_seconds_count() -> None:
    clock = Clock()
    tempo = Tempo(FIVE, clock)
    speak(tempo, clock, per_second=50, seconds=20)
    with pytest.raises(Stalled):
        speak(tempo, clock, per_second=1, seconds=10)


def test_a_pause_is_made_good_by_what_came_before_it() -> None:
    clock = Clock()
    tempo = Tempo(FIVE, clock)
    speak(tempo, clock, per_second=50, seconds=10)
    clock.now += 8
    tempo.hear(Delta(text=WORD))


def test_the_first_word_may_come_late() -> None:
    clock = Clock()
    tempo = Tempo(FIVE, clock)
    tempo.hear(Delta())
    clock.now += 30
    speak(tempo, clock, per_second=6, seconds=20)


def test_thoughts_are_words_as_well() -> None:
    clock = Clock()
    tempo = Tempo(FIVE, clock)
    for _ in range(20):
        clock.now += 1
        tempo.hear(Delta(reasoning=WORD * 6))


def test_without_a_floor_nothing_is_too_slow() -> None:
    assert floor_of(None) is None
    assert floor_of(5) == FIVE


@pytest.mark.parametrize(("words", "is_slow"), [(48, True), (49, False)])
def test_the_floor_itself_is_fast_enough(words: int, is_slow: bool) -> None:  # noqa: FBT001
    clock = Clock()
    tempo = Tempo(FIVE, clock)
    tempo.hear(Delta(text=WORD))
    clock.wait(10)

    with pytest.raises(Stalled) if is_slow else nullcontext():
        tempo.hear(Delta(text=WORD * words))
