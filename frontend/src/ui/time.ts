/** Moments and sums as the reader writes them. */
import { whenIdle } from "./formats";
import { locale, t } from "./t";

const clock = whenIdle(() => new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }));
const exactClock = whenIdle(() => new Intl.DateTimeFormat(undefined, { timeStyle: "medium", hourCycle: "h23" }));
const day = whenIdle(() => new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" }));
const dayOfYear = whenIdle(() => new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric" }));

export function timeOf(at: string): string {
  return at ? clock().format(new Date(at)) : "";
}

export function exactTime(at: number): string {
  return exactClock().format(at);
}

export function dayAndTime(at: string): string {
  const moment = new Date(at);
  const isToday = moment.toDateString() === new Date().toDateString();
  return isToday ? clock().format(moment) : `${day().format(moment)}, ${clock().format(moment)}`;
}

export function dayOf(at: string): string {
  return dayOfYear().format(new Date(at));
}

/** A decimal string of dollars; nothing while it is unknown. */
export function money(cost: string | null): string {
  if (cost === null) return "";
  const value = Number(cost);
  if (value === 0) return t("live.free");
  return value < 0.0001 ? "<$0.0001" : `$${value.toFixed(value < 1 ? 4 : 2)}`;
}
