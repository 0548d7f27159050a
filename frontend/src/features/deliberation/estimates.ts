/** What a strategy will take, in words: what is not known is not said. */
import type { Estimate } from "../../api/types";
import { t } from "../../ui/t";
import { money } from "../../ui/time";

export function estimateLine({ calls, seconds, cost_usd }: Estimate): string {
  const { fewest, most } = calls;
  const parts = [fewest === most ? t("estimate.calls", { count: most }) : t("estimate.between", { fewest, most })];
  if (seconds !== null) parts.push(t("estimate.seconds", { seconds: seconds < 10 ? seconds : Math.round(seconds) }));
  if (cost_usd !== null) parts.push(money(cost_usd));
  return parts.join(", ");
}
