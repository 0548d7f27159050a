/** One call to one model, as the log tells its beginning and its end. */

export interface AttemptView {
  model: string;
  number: number;
  started_at: string;
  ended_at: string | null;
  end: "running" | "given" | "failed" | "stopped" | "lost"; // lost: with its worker
  code: string | null;
  message: string | null;
}

export type Begun = { at: string; model: string; attempt: number };
type Refusal = { code: string; message: string };
type Attempted = { attempts: AttemptView[] };

export function withAttempt<A extends Attempted>(all: A, { at, model, attempt: number }: Begun): A {
  const attempt: AttemptView = { model, number, started_at: at, ended_at: null, end: "running", code: null, message: null };
  const before = withAttemptEnded(all, at, "lost", null);
  return { ...before, attempts: [...before.attempts, attempt] };
}

export function withAttemptEnded<A extends Attempted>(all: A, at: string, end: AttemptView["end"], refusal: Refusal | null): A {
  const last = all.attempts.at(-1);
  if (!last || last.end !== "running") return all;
  const ended = { ...last, ended_at: at, end, code: refusal?.code ?? null, message: refusal?.message ?? null };
  return { ...all, attempts: [...all.attempts.slice(0, -1), ended] };
}
