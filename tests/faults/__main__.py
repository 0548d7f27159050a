"""`python -m tests.faults`: plays every fault to a member and to the chair, streamed and whole,
and prints what came of it. The exit code is the number of trials that went wrong."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from tests.faults.flapping import CALLS, ILL_SECONDS, play_flapping
from tests.faults.trial import Trial, play_all
from tests.integration.rehearsal import running_rehearsal


def main() -> int:
    with running_rehearsal(speed=1) as upstream, ThreadPoolExecutor(1) as beside:
        flapping = beside.submit(play_flapping, upstream)
        trials = play_all(upstream)
        borne = flapping.result()
    sys.stdout.write("\n".join(table_of(trials)) + "\n")
    sys.stdout.write(
        f"\n15, ill by turns for {ILL_SECONDS} s: {borne.answered} of {CALLS} calls answered, "
        f"the first model in use again after {borne.back_after_seconds:.1f} s\n"
    )
    wrong = [trial for trial in trials if trial.wrong]
    for trial in wrong:
        complaints = "; ".join(trial.wrong)
        sys.stdout.write(f"\n{trial.scenario.name}, {trial.role}, {trial.way}: {complaints}")
    failed = len(wrong) + (not borne.is_borne)
    sys.stdout.write(f"\n{len(trials) + 1 - failed} passed, {failed} failed\n")
    return failed


def table_of(trials: Sequence[Trial]) -> list[str]:
    """One row for each fault, one column for each role and way."""
    head = ["fault", "the upstream", *dict.fromkeys(f"{t.role}, {t.way}" for t in trials)]
    rows: dict[str, list[str]] = {}
    for trial in trials:
        scenario = trial.scenario
        row = rows.setdefault(scenario.name, [scenario.name, scenario.upstream])
        verdict = "wrong" if trial.wrong else str(trial.by)
        row.append(f"{verdict}, {trial.calls}×, {trial.seconds:.1f} s")  # noqa: RUF001
    lines = [head, ["---"] * len(head), *rows.values()]
    return [f"| {' | '.join(line)} |" for line in lines]


if __name__ == "__main__":
    sys.exit(main())
