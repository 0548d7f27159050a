/** What is left of a provider's quota windows and credit, each as a meter; an Ollama's memory. */
import type { Provider, QuotaWindow, UsualOpinion } from "../../api/providers";
import { useNow } from "../../ui/clock";
import { Gauge } from "./Gauge";
import { Memory } from "./Memory";
import type { Meter } from "./meters";
import { creditMeter, meterOf, planOf } from "./meters";
import { say } from "./words";

export function Quota({ provider, usual }: { provider: Provider; usual: UsualOpinion | undefined }) {
  const windows = provider.quota_windows.toSorted((a, b) => Number(isSlots(a)) - Number(isSlots(b)));
  const now = useNow(windows.some((window) => window.resets_at !== null));
  const meters: Meter[] = windows.map((window) => meterOf(window, now, usual));
  const credit = creditMeter(provider.credit);
  if (credit) meters.push(credit);
  return (
    <section>
      <h3 className="h3">
        {say("quota")}
        <span className="num">{planOf(provider, now)}</span>
      </h3>
      {provider.loaded && <Memory loaded={provider.loaded} />}
      {meters.map((meter) => <Gauge key={meter.name} meter={meter} />)}
      {meters.length === 0 && <p className="gnote">{say("no_windows")}</p>}
    </section>
  );
}

function isSlots({ metric }: QuotaWindow): boolean {
  return metric === "concurrency";
}
