/** Four figures of the whole: opinions, fallbacks, time, money. */
import type { CouncilFigures, ProviderFigures } from "../../api/providers";
import { formatNumber } from "../../ui/t";
import { usd } from "./meters";
import { percentOf, took } from "./sentences";
import { say } from "./words";

interface Props {
  ofCouncils: CouncilFigures | undefined;
  ofProviders: ProviderFigures | undefined;
}

export function Summary({ ofCouncils, ofProviders }: Props) {
  return (
    <dl className="summary num" aria-busy={!ofCouncils || !ofProviders}>
      <Figure name={say("sum.opinions")} value={ofCouncils && formatNumber(ofCouncils.opinions)} more={ofCouncils && say("sum.deliberations", { count: ofCouncils.deliberations })} />
      <Figure name={say("sum.fallback")} value={ofCouncils && shareIn(ofCouncils.fallback_share)} more={ofCouncils && usual(ofCouncils)} />
      <Figure name={say("sum.median")} value={ofCouncils && timeIn(ofCouncils.median_seconds)} more={ofCouncils && slowest(ofCouncils)} />
      <Figure name={say("sum.spent")} value={ofProviders && usd(Number(ofProviders.spent.used_usd))} more={ofProviders && limitIn(ofProviders)} />
    </dl>
  );
}

function Figure({ name, value, more }: { name: string; value: string | undefined; more: string | undefined }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {value ?? say("sum.none")}
        <small>{more}</small>
      </dd>
    </div>
  );
}

function shareIn(share: number | null): string {
  return share === null ? say("sum.none") : say("percent", { percent: percentOf(share) });
}

function timeIn(seconds: number | null): string {
  return seconds === null ? say("sum.none") : took(seconds);
}

function usual({ usual_fallback_share: share }: CouncilFigures): string {
  return share === null ? say("sum.no_usual") : say("sum.usually", { percent: percentOf(share) });
}

function slowest({ p95_seconds: seconds }: CouncilFigures): string {
  return seconds === null ? say("sum.nothing") : say("sum.p95", { time: took(seconds) });
}

function limitIn({ spent }: ProviderFigures): string {
  const limit = spent.limit_usd === null ? say("sum.no_limit") : say("sum.of_limit", { limit: usd(Number(spent.limit_usd)) });
  return spent.is_complete ? limit : `${limit}, ${say("sum.incomplete")}`;
}
