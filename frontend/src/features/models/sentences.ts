/** What the screen says: the whole in one sentence, each provider in another, what happened. */
import type { ReactNode } from "react";
import type { CouncilFigures, Happened, Provider } from "../../api/providers";
import { formatNumber } from "../../ui/t";
import { timeOf } from "../../ui/time";
import type { RoleLine } from "./roles";
import type { Condition } from "./condition";
import { inUse, isWell } from "./condition";
import { capitalised, inWords, Say, say, wordFor } from "./words";

export function ledeOf(conditions: Condition[], roles: RoleLine[], isRehearsal: boolean): string {
  if (isRehearsal) return say("lede.rehearsal");
  const used = inUse(conditions);
  if (used.length === 0) return say("lede.none");
  const well = used.filter(isWell).length;
  const health = well === used.length
    ? say("lede.all", { count: well, number: inWords(well) })
    : capitalised(say("lede.some", { well: inWords(well), all: inWords(used.length) }));
  return roles.length === 0 ? health : `${health} ${wholeness(roles)}`;
}

function wholeness(roles: RoleLine[]): string {
  const missing = roles.filter(({ isSpoken }) => !isSpoken).length;
  return missing === 0 ? say("lede.full") : say("lede.missing", { count: missing });
}

export function whyOf(provider: Provider, condition: Condition, figures: CouncilFigures | undefined): ReactNode {
  const cause = causeOf(condition.code);
  switch (condition.name) {
    case "paused":
    case "rehearsed":
    case "no_key":
    case "unknown":
      return Say({ k: `why.${condition.name}` });
    case "unreachable":
    case "refused":
    case "spent":
      return condition.message ? Say({ k: `why.${condition.name}`, message: condition.message }) : Say({ k: `why.${condition.name}_plain` });
    case "cooling":
      return Say({ k: condition.until === null ? "why.cooling_mend" : "why.cooling", cause });
    case "partly":
      return Say({ k: "why.partly", count: condition.resting, cause });
    case "healthy":
      return traffic(provider, figures);
  }
}

function traffic(provider: Provider, figures: CouncilFigures | undefined): ReactNode {
  const tookOver = figures?.fell_back_to.find((one) => one.provider === provider.name);
  if (tookOver) return Say({ k: "why.took_over", count: tookOver.opinions });
  const at = provider.traffic.last_success_at;
  return at ? Say({ k: "why.answered", time: timeOf(at) }) : Say({ k: "why.quiet" });
}

/** Where nothing else limits it: how many it serves at a time. */
export function boundOf({ adapter, quota_windows: windows }: Provider): ReactNode {
  const slots = windows.find(({ metric }) => metric === "concurrency")?.limit;
  return adapter === "ollama" && windows.length === 1 && slots ? Say({ k: "why.bound", count: slots }) : null;
}

function causeOf(code: string): string {
  return wordFor("cause", code, code.replaceAll("_", " "));
}

export type Tone = "err" | "warn" | "ok" | "plain";

export interface Line {
  tone: Tone;
  words: ReactNode;
}

/** One line of the log; null for what this page knows no words for. */
export function lineOf(event: Happened, labelOf: (provider: string) => string): Line | null {
  const who = whoOf(event, labelOf);
  switch (event.type) {
    case "alert.raised":
      return { tone: event.kind === "quota_window" ? "warn" : "err", words: event.message };
    case "alert.ended":
      return { tone: "ok", words: say("did.over", { message: event.message ?? "" }) };
    case "circuit.changed":
      return circuitLine(event, who);
    case "health.changed":
      return healthLine(event, labelOf(event.provider ?? ""));
    case "provider.paused":
      return { tone: "plain", words: Say({ k: "did.paused", who }) };
    case "provider.resumed":
      return { tone: "ok", words: Say({ k: "did.resumed", who }) };
    default:
      return null;
  }
}

function whoOf({ provider, model, circuit }: Happened, labelOf: (provider: string) => string): string {
  const label = labelOf(provider ?? "");
  if (model) return `${model}, ${label}`;
  return circuit?.startsWith("key ") ? `${label}, ${circuit}` : label;
}

function circuitLine({ after, cause = "", until, at }: Happened, who: string): Line {
  if (after === "closed") return { tone: "ok", words: Say({ k: "did.back", who }) };
  if (after === "half_open") return { tone: "warn", words: Say({ k: "did.tried", who }) };
  const told = { who, cause: causeOf(cause) };
  const tone = after === "open" ? "err" : "warn";
  if (!until) return { tone, words: Say({ k: "did.left_alone", ...told }) };
  const seconds = Math.max(1, Math.round((Date.parse(until) - Date.parse(at)) / 1_000));
  return { tone, words: Say({ k: "did.left_alone_for", ...told, left: span(seconds) }) };
}

function healthLine({ before, after }: Happened, who: string): Line {
  if (after === "ok") return { tone: "ok", words: Say({ k: before === "unknown" ? "did.found" : "did.reachable", who }) };
  if (after === "unreachable") return { tone: "err", words: Say({ k: "did.unreachable", who }) };
  if (after === "unauthorised") return { tone: "err", words: Say({ k: "did.refused", who }) };
  return { tone: "plain", words: Say({ k: "did.unknown", who }) };
}

/** A stretch of time as a person says it. */
export function span(seconds: number): string {
  if (seconds < 100) return say("left.seconds", { count: seconds });
  const minutes = Math.round(seconds / 60);
  if (minutes < 100) return say("left.minutes", { count: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return say("left.hours", { hours, minutes: minutes % 60 });
  return say("left.days", { count: Math.round(hours / 24) });
}

/** Seconds of a summary: exact while they are few. */
export function took(seconds: number): string {
  return span(seconds < 10 ? Math.round(seconds * 10) / 10 : Math.round(seconds));
}

export function percentOf(share: number): string {
  return formatNumber(Math.round(share * 1_000) / 10);
}
