"""How long one attempt may take, and each wait on its way."""

from __future__ import annotations

from dataclasses import dataclass, replace

from providers.protocol import ATTEMPT_SECONDS, IDLE_SECONDS, Deadline


@dataclass(frozen=True, slots=True)
class TimeLimits:
    """Those of one provider. Without one for the first text its adapter has it, and what was
    learned of the model."""

    first_text_seconds: float | None = None
    idle_seconds: float = IDLE_SECONDS
    attempt_seconds: float = ATTEMPT_SECONDS

    def bound(self, deadline: Deadline, *, first_text_seconds: float) -> Deadline:
        """The deadline of an attempt that begins now, within the call's."""
        return replace(
            deadline,
            ends_at=min(deadline.ends_at, deadline.clock() + self.attempt_seconds),
            first_text_seconds=self.first_text_seconds or first_text_seconds,
            idle_seconds=self.idle_seconds,
        )
