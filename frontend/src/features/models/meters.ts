/** A quota window as a meter says it. */
import type { Provider, QuotaWindow, UsualOpinion } from "../../api/providers";
import { secondsLeft } from "../../ui/countdown";
import { whenIdle } from "../../ui/formats";
import { formatNumber, locale } from "../../ui/t";
import { span } from "./sentences";
import { say, wordFor } from "./words";

type Fullness = "" | "warn" | "err";

export interface Meter {
  name: string;
  /** Both in per cent; what is reserved is part of what is used. */
  used: number;
  reserved: number;
  tone: Fullness;
  amount: string;
  note: string;
}

const day = whenIdle(() => new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" }));
const dollars = whenIdle(() => new Intl.NumberFormat(locale, { style: "currency", currency: "USD", maximumFractionDigits: 2 }));
const exact = whenIdle(() => new Intl.NumberFormat(locale, { style: "currency", currency: "USD", maximumFractionDigits: 4 }));
const soon = 2 * 86_400;
const calendar: string[] = ["day", "month", "lifetime"];

/** `usual`: what an opinion of this provider takes, where enough of them were given to tell. */
export function meterOf(window: QuotaWindow, now: number, usual?: UsualOpinion): Meter {
  const used = numberOf(window.used, window.used_usd);
  const limit = numberOf(window.limit, window.limit_usd) ?? 0;
  const held = Number(window.held_usd ?? 0);
  const percent = percentOf(used ?? 0, limit);
  const shown = window.metric === "cost" ? usd : formatNumber;
  return {
    name: nameOf(window),
    used: percent,
    reserved: percentOf(held, limit),
    tone: toneOf(percent, window.metric),
    amount: used === null ? say("gauge.unknown") : say("gauge.of", { used: shown(used), limit: shown(limit) }),
    note: noteOf(window, used, percent, now, usual),
  };
}

export function creditMeter(credit: Provider["credit"]): Meter | null {
  if (credit === null || credit.used_usd === null) return null;
  const used = Number(credit.used_usd);
  const limit = credit.limit_usd === null ? null : Number(credit.limit_usd);
  const percent = limit === null ? 0 : percentOf(used, limit);
  const amount = limit === null ? usd(used) : say("gauge.of", { used: usd(used), limit: usd(limit) });
  const note = credit.left_usd === null ? "" : say("credit.left", { left: usd(Number(credit.left_usd)) });
  return { name: say("credit"), used: percent, reserved: 0, tone: toneOf(percent, "cost"), amount, note };
}

export function usd(amount: number): string {
  return amount > 0 && amount < 0.01 ? "<$0.01" : dollars().format(amount);
}

function nameOf({ metric, period, scope, scope_id }: QuotaWindow): string {
  const what = metric.replaceAll("_", " ");
  const window = wordFor(`window.${metric}`, period, say("window.other", { metric: what, period: period.replaceAll("_", " ") }));
  if (scope === "model") return say("window.of_model", { window, model: scope_id.replace(/^[^:]*:/, "") });
  return scope === "key" ? say("window.of_key", { window }) : window;
}

function noteOf(window: QuotaWindow, used: number | null, percent: number, now: number, usual: UsualOpinion | undefined): string {
  if (used === null) return say("gauge.unread");
  if (window.metric === "concurrency") return slotsNote(used, percent, window.waiting ?? 0);
  const held = Number(window.held_usd ?? 0) > 0 ? say("gauge.held", { held: usd(Number(window.held_usd)) }) : "";
  const frees = isBilling(window) ? "" : freesNote(window, used, now); // that stands above all of them
  return [held, leftNote(window, used, usual), frees].filter(Boolean).join("; ");
}

/** What a provider comes with: its plan, and when the month's credit is there again. */
export function planOf({ plan, quota_windows: windows }: Provider, now: number): string {
  if (windows.every(({ metric }) => metric === "concurrency")) return say("plan.none");
  const billing = windows.find(isBilling);
  const resets = billing && freesNote(billing, 0, now);
  return resets ? say("plan.billing", { plan: say(`plan.${plan}`), resets }) : say(`plan.${plan}`);
}

function isBilling({ metric, period, scope, resets_at }: QuotaWindow): boolean {
  return metric === "cost" && period === "month" && scope === "provider" && resets_at !== null;
}

/** Of a stretch that is worth counting on: what is left, in opinions. Nothing, where nobody can tell. */
function leftNote({ scope, metric, period, limit, limit_usd }: QuotaWindow, used: number, usual: UsualOpinion | undefined): string {
  const each = usual && scope !== "model" && calendar.includes(period) ? takenBy(usual, metric) : null;
  const most = numberOf(limit, limit_usd);
  if (!each || most === null) return "";
  const left = Math.max(0, Math.floor((most - used) / each));
  return say("gauge.left", { count: left < 20 ? left : Number(left.toPrecision(2)) });
}

function takenBy(usual: UsualOpinion, metric: string): number | null {
  switch (metric) {
    case "cost":
      return usual.cost_usd === null ? null : Number(usual.cost_usd);
    case "tokens":
      return usual.input_tokens + usual.output_tokens;
    case "input_tokens":
      return usual.input_tokens;
    case "output_tokens":
      return usual.output_tokens;
    default:
      return null;
  }
}

function slotsNote(used: number, percent: number, waiting: number): string {
  if (waiting > 0) return say("gauge.waiting", { count: waiting });
  if (used === 0) return say("gauge.slots_free");
  return percent >= 100 ? say("gauge.full") : say("gauge.slots", { count: used });
}

function freesNote({ resets_at, period }: QuotaWindow, used: number, now: number): string {
  if (used === 0 && (period === "minute" || period === "hour")) return say("gauge.untouched");
  if (resets_at === null) return "";
  const left = secondsLeft(resets_at, now);
  if (period === "minute" || period === "hour") return say("gauge.frees", { left: span(left) });
  return left > soon ? say("gauge.resets_on", { day: day().format(new Date(resets_at)) }) : say("gauge.resets", { left: span(left) });
}

function numberOf(counted: number | null, money: string | null): number | null {
  return counted ?? (money === null ? null : Number(money));
}

function percentOf(part: number, whole: number): number {
  return whole > 0 ? Math.min(100, (part / whole) * 100) : 100;
}

function toneOf(percent: number, metric: string): Fullness {
  if (metric === "concurrency") return percent >= 100 ? "warn" : "";
  return percent >= 95 ? "err" : percent >= 80 ? "warn" : "";
}

/** Of a list of prices: nothing of it is rounded away. */
export function usdExact(amount: string): string {
  return exact().format(Number(amount));
}
