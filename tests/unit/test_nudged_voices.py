"""What a person may do with a member, or the chair, that keeps them waiting."""

from __future__ import annotations

import threading
import time
from datetime import datetime

from council.deliberation.events import (
    Event,
    OpinionDelta,
    OpinionFailed,
    OpinionFellBack,
    OpinionGiven,
    OpinionRetrying,
    OpinionStarted,
)
from providers.errors import RateLimited
from tests.hall import Hang, Slow, brief
from tests.unit.sitting import DirectedHall, of_member, sitting

LONG = 30.0
SOON = 5.0


def test_a_member_that_is_skipped_while_it_speaks_begins_anew_with_its_next_model() -> None:
    hall = DirectedHall(ann=[Hang("Half a")], ann2=["Because."], bob=["Since."], chair=["So."])
    council = brief("ann/ann2", "bob", grace_seconds=LONG, deadline_seconds=LONG)

    with sitting(hall, council) as synthesis:
        hall.wait_until(of_member(OpinionDelta, "ann"))
        for _ in range(2):
            council.controls.skip("ann", "script:ann")
        assert synthesis.result(SOON).text == "So."

    told: list[Event] = [e for e in hall.events if getattr(e, "member", "") == "ann"]
    assert [type(each) for each in told] == [
        OpinionStarted,
        OpinionDelta,
        OpinionFellBack,
        OpinionStarted,
        OpinionDelta,
        OpinionGiven,
    ]
    assert told[2] == OpinionFellBack(
        "ann", "script:ann", "script:ann2", "skipped", "It was skipped."
    )
    assert [a.code for a in hall.attempts if a.voice == "ann"] == ["skipped", ""]


def test_a_member_whose_last_model_is_skipped_passes() -> None:
    hall = DirectedHall(ann=[Hang()], bob=["Since."], cleo=["Thus."], chair=["So."])
    council = brief("ann", "bob", "cleo", grace_seconds=LONG, deadline_seconds=LONG)

    with sitting(hall, council) as synthesis:
        hall.wait_until(of_member(OpinionStarted, "ann"))
        council.controls.skip("ann", "script:ann")
        assert synthesis.result(SOON).text == "So."

    [failed] = hall.of(OpinionFailed)
    assert (failed.code, failed.message) == ("no_model_left", "No model is left: It was skipped.")


def test_a_member_that_is_told_to_try_now_does_not_wait() -> None:
    hall = DirectedHall(
        ann=[RateLimited(retry_after_seconds=8), "Because."], bob=["Since."], chair=["So."]
    )
    council = brief("ann", "bob", grace_seconds=LONG, deadline_seconds=LONG)
    began_at = time.monotonic()

    with sitting(hall, council) as synthesis:
        hall.wait_until(of_member(OpinionRetrying, "ann"))
        [retrying] = hall.of(OpinionRetrying)
        for _ in range(2):
            council.controls.retry_now("ann", datetime.fromisoformat(retrying.resumes_at))
        assert synthesis.result(SOON).text == "So."

    assert time.monotonic() - began_at < SOON
    assert (retrying.code, retrying.most_attempts) == ("rate_limited", 3)


def test_the_chair_may_be_skipped_as_well() -> None:
    hall = DirectedHall(ann=["Because."], bob=["Since."], chair=[Hang()], chair2=["So."])
    council = brief("ann", "bob", deadline_seconds=LONG, chair="chair/chair2")

    with sitting(hall, council) as synthesis:
        hall.wait_until(lambda event: event.type == "synthesis.started")
        council.controls.skip("chair", "script:chair")
        assert synthesis.result(SOON).text == "So."


def test_skipping_at_any_moment_leaves_one_answer() -> None:
    for delay in (0.0, 0.005, 0.01, 0.02):
        hall = DirectedHall(ann=[Slow(0.01, "Because.")], ann2=["Since."], chair=["So."])
        council = brief("ann/ann2", quorum=1, deadline_seconds=LONG)
        timer = threading.Timer(delay, council.controls.skip, ("ann", "script:ann"))
        timer.start()
        with sitting(hall, council) as synthesis:
            assert synthesis.result(SOON).text
        timer.join()
        assert len(hall.of(OpinionGiven)) == 1
