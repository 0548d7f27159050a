"""Of what a process asks only so much may be retries."""

from __future__ import annotations

from providers.gateway.retry_budget import RetryBudget


def test_three_a_second_are_always_allowed() -> None:
    now = [100.0]
    budget = RetryBudget(lambda: now[0])

    assert [budget.take() for _ in range(4)] == [True, True, True, False]
    now[0] += 1
    assert budget.take()


def test_a_fifth_of_the_first_attempts_of_ten_seconds_is_allowed() -> None:
    now = [100.0]
    budget = RetryBudget(lambda: now[0])
    for _ in range(100):
        budget.count_first()

    assert sum(budget.take() for _ in range(100)) == 20
    now[0] += 9
    assert sum(budget.take() for _ in range(100)) == 3
    now[0] += 1
    assert sum(budget.take() for _ in range(100)) == 3
