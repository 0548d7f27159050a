/** What a call may take and cost. */
import type { Limits } from "../../api/comparisons";
import { say } from "./words";

export const mostSeconds = 120;
export const noLimits: Limits = { deadline_seconds: 60, max_cost_usd: null };

export function LimitFields({ limits, change }: { limits: Limits; change: (limits: Limits) => void }) {
  return (
    <fieldset className="limits">
      <legend>{say("limits")}</legend>
      <label>
        {say("limits.seconds")}
        <input className="field num" type="number" required min={1} max={mostSeconds} value={limits.deadline_seconds || ""} onChange={(event) => change({ ...limits, deadline_seconds: event.target.valueAsNumber || 0 })} />
      </label>
      <label>
        {say("limits.cost")}
        <input className="field num" type="number" min={0} step="any" value={limits.max_cost_usd ?? ""} onChange={(event) => change({ ...limits, max_cost_usd: event.target.value || null })} aria-describedby="cost-line" />
      </label>
      <small id="cost-line">{say("limits.cost_line")}</small>
    </fieldset>
  );
}
