/** What is left of a provider's quota windows and credit, each as a meter; an Ollama's memory. */
import type { Provider, QuotaWindow } from "../../api/providers";
import type { LanguageModel } from "../../api/types";
import { useNow } from "../../ui/clock";
import { Gauge } from "./Gauge";
import type { Meter } from "./meters";
import { creditMeter, meterOf } from "./meters";
import { say } from "./words";

export function Quota({ provider, models }: { provider: Provider; models: LanguageModel[] }) {
  const windows = provider.quota_windows;
  const now = useNow(windows.some((window) => window.resets_at !== null));
  const meters: Meter[] = windows.map((window) => meterOf(window, now));
  const credit = creditMeter(provider.credit);
  if (credit) meters.push(credit);
  return (
    <section>
      <h3 className="h3">
        {say("quota")}
        <span>{planOf(provider, windows)}</span>
      </h3>
      {meters.map((meter) => <Gauge key={meter.name} meter={meter} />)}
      {meters.length === 0 && <p className="gnote">{say("no_windows")}</p>}
      {provider.adapter === "ollama" && <Warm models={models} />}
    </section>
  );
}

function planOf(provider: Provider, windows: QuotaWindow[]): string {
  return windows.length === 0 ? say("plan.none") : say(`plan.${provider.plan}`);
}

function Warm({ models }: { models: LanguageModel[] }) {
  const warm = models.filter(({ is_served, readiness }) => is_served && readiness.status === "ready" && readiness.code === "");
  return (
    <p className="warm">
      <b>{say("warm")}</b>
      <span>{warm.length > 0 ? warm.map(({ label }) => label).join(", ") : say("warm.none")}</span>
    </p>
  );
}
