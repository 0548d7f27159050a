/** One clock for every countdown: ticks once a second, corrected by the server's own time. */
import { useSyncExternalStore } from "react";

const trusted = 2_000; // below this the difference is the network's, not the clock's
let behind = 0;
let tick = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** Called with the `at` of a frame that has just left the server. */
export function noteServerTime(at: string): void {
  const difference = Date.parse(at) - Date.now();
  if (!Number.isNaN(difference)) behind = Math.abs(difference) > trusted ? difference : 0;
}

export function serverNow(): number {
  return Date.now() + behind;
}

/** Milliseconds, the same for all who ask, new once a second. Still while nothing runs. */
export function useNow(isRunning: boolean): number {
  return useSyncExternalStore(isRunning ? listen : ignore, () => tick);
}

/** Whole seconds since a moment by this machine's own clock. */
export function useSecondsSince(at: number): number {
  return useSyncExternalStore(listen, () => Math.max(0, Math.floor((Date.now() - at) / 1_000)));
}

function listen(changed: () => void): () => void {
  listeners.add(changed);
  if (timer === undefined) {
    tick = serverNow();
    timer = setInterval(beat, 1_000);
  }
  return () => {
    listeners.delete(changed);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function ignore(): () => void {
  return () => undefined;
}

function beat(): void {
  tick = serverNow();
  for (const changed of listeners) changed();
}
