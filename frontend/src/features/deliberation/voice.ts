/** One voice as the screen knows it: a member's opinion or the chair's synthesis. */
import type { MemberShown, RoutingShown, TailShown, UsageShown } from "../../api/events";
import type { VoiceStatus } from "../../api/types";
import type { AttemptView, Begun } from "./attempts";
import { withAttempt, withAttemptEnded } from "./attempts";

export interface Fallback {
  from_model: string;
  to_model: string;
  code: string;
  message: string;
  at: string;
}

/** Waiting before a model is asked once more; `most`: how often it is asked in all, 0 unknown. */
type Retry = { since: string; resumes_at: string; model: string; code: string; most: number };

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
  part: string; // what it is here for; empty where all do the same
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
    part: "",
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

export function started(voice: Voice, event: Begun & InRound): Voice {
  return {
    ...withAttempt(voice, event),
    part: partIn(event, voice),
    first: isAgain(event) ? (voice.first ?? givenBy(voice)) : null,
    status: "speaking",
    text: "", // `…started` voids what was said before
    usage: null,
    seconds: null,
    model: event.model,
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

/** `round`, `part`: the chair has neither. */
interface InRound {
  round?: number;
  part?: string;
}

interface Spoken extends InRound {
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
  return { ...ended, status: "given", part: partIn(event, voice), claims: event.tail?.claims ?? [], text, model, usage, cost_usd, seconds, routing, is_partial, is_late, retry: null };
}

export function failed(voice: Voice, event: Refused & InRound): Voice {
  const { code, message } = event;
  if (isAgain(event)) return withFirst(withAttemptEnded(voice, event.at, "failed", event));
  return { ...withAttemptEnded(voice, event.at, "failed", event), status: "failed", part: partIn(event, voice), retry: null, code, message };
}

export function stopped(voice: Voice, event: { at: string; text: string } & InRound): Voice {
  const { text } = event;
  const ended = withAttemptEnded(voice, event.at, "stopped", null);
  if (isAgain(event)) return withFirst(ended);
  return { ...ended, status: "stopped", part: partIn(event, voice), text, is_partial: text !== "", retry: null };
}

function isAgain(event: InRound): boolean {
  return (event.round ?? 1) > 1;
}

/** It is told in the first round. */
function partIn(event: InRound, voice: Voice): string {
  return isAgain(event) ? voice.part : (event.part ?? voice.part);
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

/** For `memo`, where nothing of a text is shown while it grows. */
export function areAlikeButText<Props extends { voice: Voice }>(before: Props, after: Props): boolean {
  return areAlike(before, after, (key) => key === "voice" && onlyGoesOn(before.voice, after.voice));
}

function onlyGoesOn(before: Voice, after: Voice): boolean {
  const isGrowing = after.status === "speaking" && before.text !== "" && after.text !== "";
  return areAlike(before, after, (key) => key === "text" && isGrowing);
}

function areAlike<Value extends object>(before: Value, after: Value, mayDiffer: (key: keyof Value) => boolean): boolean {
  return (Object.keys(after) as (keyof Value)[]).every((key) => Object.is(before[key], after[key]) || mayDiffer(key));
}
