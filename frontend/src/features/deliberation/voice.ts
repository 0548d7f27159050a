/** One voice as the screen knows it: a member's opinion or the chair's synthesis. */
import type { MemberShown, RoutingShown, TailShown, UsageShown } from "../../api/events";
import type { VoiceStatus } from "../../api/types";

export interface AttemptView {
  model: string;
  number: number;
  started_at: string;
  ended_at: string | null;
  end: "running" | "given" | "failed" | "stopped" | "lost"; // lost: with its worker
  code: string | null;
  message: string | null;
}

export interface Fallback {
  from_model: string;
  to_model: string;
  code: string;
  message: string;
  at: string;
}

/** Waiting before a model is asked once more; `most`: how often it is asked in all, 0 unknown. */
export type Retry = { since: string; resumes_at: string; model: string; code: string; most: number };

/** What a voice has given. */
export interface Given {
  text: string;
  model: string | null;
  usage: UsageShown | null;
  cost_usd: string | null;
  seconds: number | null;
  routing: RoutingShown | null;
  is_partial: boolean;
}

export interface Voice extends MemberShown {
  first: Given | null; // before it saw what others say
  claims: string[]; // that it rests on

  status: VoiceStatus;
  text: string;
  model: string | null;
  attempts: AttemptView[];
  fallbacks: Fallback[];
  retry: Retry | null;
  usage: UsageShown | null;
  cost_usd: string | null;
  seconds: number | null;
  routing: RoutingShown | null;
  is_late: boolean;
  is_partial: boolean;
  code: string | null;
  message: string | null;
}

export function silent(shown: MemberShown): Voice {
  return {
    ...shown,
    first: null,
    claims: [],
    status: "waiting",
    text: "",
    model: null,
    attempts: [],
    fallbacks: [],
    retry: null,
    usage: null,
    cost_usd: null,
    seconds: null,
    routing: null,
    is_late: false,
    is_partial: false,
    code: null,
    message: null,
  };
}

export function started(voice: Voice, event: { at: string; model: string; attempt: number; round?: number }): Voice {
  const attempt: AttemptView = {
    model: event.model,
    number: event.attempt,
    started_at: event.at,
    ended_at: null,
    end: "running",
    code: null,
    message: null,
  };
  const before = withAttemptEnded(voice, event.at, "lost", null);
  return {
    ...before,
    first: isAgain(event) ? (voice.first ?? givenBy(voice)) : null,
    status: "speaking",
    text: "", // `…started` voids what was said before
    usage: null,
    seconds: null,
    model: event.model,
    attempts: [...before.attempts, attempt],
    retry: null,
    code: null,
    message: null,
  };
}

interface Refused {
  at: string;
  code: string;
  message: string;
}

export function retrying(voice: Voice, event: Refused & { model: string; resumes_at: string; most_attempts: number }): Voice {
  const { at: since, resumes_at, model, code, most_attempts: most } = event;
  return {
    ...withAttemptEnded(voice, event.at, "failed", event),
    status: "waiting",
    model,
    retry: { since, resumes_at, model, code, most },
  };
}

export function fellBack(voice: Voice, event: Fallback): Voice {
  const { from_model, to_model, code, message, at } = event;
  return {
    ...withAttemptEnded(voice, at, "failed", event),
    status: "waiting",
    model: to_model,
    retry: null,
    fallbacks: [...voice.fallbacks, { from_model, to_model, code, message, at }],
  };
}

interface Spoken {
  at: string;
  text: string;
  model: string;
  usage: UsageShown;
  cost_usd: string | null;
  seconds: number;
  is_partial: boolean;
  routing: RoutingShown;
  tail?: TailShown | null;
}

export function given(voice: Voice, event: Spoken, is_late = false): Voice {
  const { text, model, usage, cost_usd, seconds, is_partial, routing } = event;
  const ended = withAttemptEnded(voice, event.at, "given", null);
  return { ...ended, status: "given", claims: event.tail?.claims ?? [], text, model, usage, cost_usd, seconds, routing, is_partial, is_late, retry: null };
}

export function failed(voice: Voice, event: Refused & { round?: number }): Voice {
  const { code, message } = event;
  if (isAgain(event)) return withFirst(withAttemptEnded(voice, event.at, "failed", event));
  return { ...withAttemptEnded(voice, event.at, "failed", event), status: "failed", retry: null, code, message };
}

export function stopped(voice: Voice, event: { at: string; text: string; round?: number }): Voice {
  const { text } = event;
  const ended = withAttemptEnded(voice, event.at, "stopped", null);
  if (isAgain(event)) return withFirst(ended);
  return { ...ended, status: "stopped", text, is_partial: text !== "", retry: null };
}

function isAgain(event: { round?: number }): boolean {
  return (event.round ?? 1) > 1;
}

export function givenBy(voice: Voice): Given {
  const { text, model, usage, cost_usd, seconds, routing, is_partial } = voice;
  return { text, model, usage, cost_usd, seconds, routing, is_partial };
}

/** Whether it has given an opinion, be it that it now looks at those of others. */
export function hasGiven(voice: Voice): boolean {
  return voice.status === "given" || voice.first !== null;
}

/** Who gives nothing in the exchange stays with what it gave before. */
function withFirst(voice: Voice): Voice {
  return { ...voice, ...voice.first, first: null, status: "given", retry: null };
}

export function isSettled(voice: Voice): boolean {
  return voice.status === "given" || voice.status === "failed" || voice.status === "stopped";
}

function withAttemptEnded(
  voice: Voice,
  at: string,
  end: AttemptView["end"],
  refusal: { code: string; message: string } | null,
): Voice {
  const last = voice.attempts.at(-1);
  if (!last || last.end !== "running") return voice;
  const ended = { ...last, ended_at: at, end, code: refusal?.code ?? null, message: refusal?.message ?? null };
  return { ...voice, attempts: [...voice.attempts.slice(0, -1), ended] };
}
