/** Seconds to and since a moment that an event named. */

/** Whole seconds left, never below zero: 0.2 s left still reads "1 s". */
export function secondsLeft(until: string, now: number): number {
  return Math.max(0, Math.ceil((Date.parse(until) - now) / 1_000));
}

/** Whole seconds since, never below zero. */
export function secondsSince(from: string, now: number): number {
  return Math.max(0, Math.floor((now - Date.parse(from)) / 1_000));
}

/** The share of a wait that is left, 1 at its start and 0 at its end. */
export function shareLeft(from: string, until: string, now: number): number {
  const whole = Date.parse(until) - Date.parse(from);
  if (!(whole > 0)) return 0;
  return Math.min(1, Math.max(0, (Date.parse(until) - now) / whole));
}

/** Seconds between two moments, one decimal. */
export function secondsBetween(from: string, until: string): number {
  return Math.max(0, Math.round((Date.parse(until) - Date.parse(from)) / 100) / 10);
}
