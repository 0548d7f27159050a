/** One voice as the screen knows it: a member's opinion or the chair's synthesis. */
import type { AskedShown, MemberShown, RoutingShown, UsageShown } from "../../api/events";
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

export interface Voice extends MemberShown {
  status: VoiceStatus;
  text: string;
  model: string | null;
  attempts: AttemptView[];
  fallbacks: Fallback[];
  retry: { since: string; resumes_at: string } | null;
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

export function started(voice: Voice, event: { at: string; model: string; attempt: number }): Voice {
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
    status: "speaking",
    text: "", // `…started` voids what was said before
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

export function retrying(voice: Voice, event: Refused & { resumes_at: string }): Voice {
  return {
    ...withAttemptEnded(voice, event.at, "failed", event),
    status: "waiting",
    retry: { since: event.at, resumes_at: event.resumes_at },
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
}

export function given(voice: Voice, event: Spoken, is_late = false): Voice {
  const { text, model, usage, cost_usd, seconds, is_partial, routing } = event;
  const ended = withAttemptEnded(voice, event.at, "given", null);
  return { ...ended, status: "given", text, model, usage, cost_usd, seconds, routing, is_partial, is_late, retry: null };
}

export function failed(voice: Voice, event: Refused): Voice {
  const { code, message } = event;
  return { ...withAttemptEnded(voice, event.at, "failed", event), status: "failed", retry: null, code, message };
}

export function stopped(voice: Voice, at: string, text: string): Voice {
  const ended = withAttemptEnded(voice, at, "stopped", null);
  return { ...ended, status: "stopped", text, is_partial: text !== "", retry: null };
}

export function isSettled(voice: Voice): boolean {
  return voice.status === "given" || voice.status === "failed" || voice.status === "stopped";
}

/** What was asked or left out on the way to the model that answered. */
export function passedOver(voice: Voice): AskedShown[] {
  return voice.routing?.asked.filter((asked) => asked.code !== "" && asked.model !== voice.model) ?? [];
}

/** Whether another model than the first answered, or the same one at another host. */
export function tookDetour(voice: Voice): boolean {
  if (voice.routing === null || voice.model === null || voice.routing.reason === "") return false;
  const place = indexOf(voice, voice.model);
  const isElsewhere = voice.routing.asked[0]?.model !== voice.model || place > 0;
  return isElsewhere || passedOver(voice).some((asked) => asked.attempts > 0 || indexOf(voice, asked.model) === place);
}

/** The model by its name; before anybody was asked, the first in order. Behind a router one may
 * have been pinned to a host, `name:host`. */
export function modelOf(voice: Voice, name: string | null): Voice["models"][number] | undefined {
  if (name === null) return voice.models[0];
  const found = voice.models[indexOf(voice, name)];
  if (found === undefined) {
    return { name, label: name.replace(/^[^:]*:/, ""), provider: name.split(":")[0] ?? "" };
  }
  const host = name.slice(found.name.length + 1);
  return host === "" ? found : { ...found, name, label: `${found.label} · ${host}` };
}

/** Its place in the voice's order, -1 if it has none. */
export function indexOf(voice: Voice, name: string): number {
  const exact = voice.models.findIndex((model) => model.name === name);
  return exact >= 0 ? exact : voice.models.findIndex((model) => name.startsWith(`${model.name}:`));
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
