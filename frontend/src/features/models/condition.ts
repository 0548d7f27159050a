/** The condition a provider is in: one of few, from what the API tells of it and of its models. */
import type { Provider } from "../../api/providers";
import type { LanguageModel } from "../../api/types";

export type ConditionName =
  | "paused" | "rehearsed" | "no_key" | "unreachable" | "refused" | "spent" | "cooling" | "partly" | "unknown" | "healthy";

export interface Condition {
  name: ConditionName;
  /** When somebody is asked again; null where nothing is left alone, or until it is mended. */
  until: string | null;
  /** Why it is left alone. */
  code: string;
  /** The provider's own words. */
  message: string;
  resting: number;
  askable: number;
}

export function conditionOf(provider: Provider, models: LanguageModel[], isRehearsal: boolean): Condition {
  const askable = models.filter((model) => model.provider === provider.name && model.is_usable).length;
  const resting = provider.left_alone.length;
  const soonest = soonestOf(provider);
  const rest = { until: soonest?.until ?? null, code: soonest?.code ?? "", message: provider.health.message, resting, askable };
  return { ...rest, name: nameOf(provider, rest, isRehearsal), message: messageOf(provider) };
}

function nameOf(provider: Provider, { resting, askable }: { resting: number; askable: number }, isRehearsal: boolean): ConditionName {
  if (!provider.is_enabled) return "paused";
  if (isRehearsal) return "rehearsed";
  if (!provider.is_configured) return "no_key";
  const troubled = troubleOf(provider);
  if (troubled) return troubled;
  if (resting > 0) return resting >= askable ? "cooling" : "partly";
  return provider.health.status === "unknown" ? "unknown" : "healthy";
}

/** What no cooldown ends. */
function troubleOf(provider: Provider): ConditionName | null {
  if (provider.health.status === "unreachable") return "unreachable";
  if (provider.health.status === "unauthorised" || hasAlert(provider, "invalid_credentials")) return "refused";
  return hasAlert(provider, "quota_exhausted") ? "spent" : null;
}

function hasAlert(provider: Provider, kind: string): boolean {
  return provider.alerts.some((alert) => alert.kind === kind && !alert.model);
}

function messageOf(provider: Provider): string {
  const alert = provider.alerts.find((one) => ["invalid_credentials", "quota_exhausted"].includes(one.kind) && !one.model);
  return provider.health.message || alert?.message || "";
}

function soonestOf(provider: Provider): Provider["left_alone"][number] | undefined {
  const byTime = provider.left_alone.toSorted((a, b) => timeOf(a.until) - timeOf(b.until));
  return byTime[0];
}

function timeOf(until: string | null): number {
  return until === null ? Infinity : Date.parse(until);
}

/** Those that matter now: what is paused, or was never given a key, is not missed. */
export function inUse(conditions: Condition[]): Condition[] {
  return conditions.filter(({ name }) => name !== "paused" && name !== "no_key");
}

/** It answers: some of its models may rest. */
export function isWell({ name }: Condition): boolean {
  return name === "healthy" || name === "partly" || name === "rehearsed";
}
