/** How figures are written: what nobody knows is called unknown, and is never a number. */
import { formatNumber } from "../../ui/t";
import { money } from "../../ui/time";
import { say } from "./words";

export function known(value: number | null): string {
  return value === null || !Number.isFinite(value) ? say("unknown") : formatNumber(value);
}

export function seconds(value: number | null): string {
  return value === null || !Number.isFinite(value) ? say("unknown") : value.toFixed(2);
}

export function percent(share: number | null): string {
  return share === null || !Number.isFinite(share) ? say("unknown") : say("percent", { percent: Math.round(share * 100) });
}

export function cost(usd: string | null): string {
  return money(usd) || say("unknown");
}
