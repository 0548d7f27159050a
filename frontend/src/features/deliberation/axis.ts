/** Where an attempt lies on the one time axis of its deliberation. */
import type { AttemptView } from "./attempts";

export interface Axis {
  from: number;
  until: number;
  seconds: number;
}

/** In seconds since the deliberation began. */
export function spanOf(attempt: AttemptView, axis: Axis): { begin: number; end: number } {
  const begin = (Date.parse(attempt.started_at) - axis.from) / 1_000;
  const end = ((attempt.ended_at ? Date.parse(attempt.ended_at) : axis.until) - axis.from) / 1_000;
  return { begin, end };
}
