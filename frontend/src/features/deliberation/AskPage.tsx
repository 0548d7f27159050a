/** Ask: write a query, choose who considers it. */
import { useEffect, useState } from "react";
import { useEstimates } from "../../api/councils";
import { noFilters, useCouncils, useDeliberations } from "../../api/queries";
import { useIsRehearsal } from "../../api/useIsRehearsal";
import { RehearsalBanner } from "../../ui/Banner";
import { Fault } from "../../ui/Blank";
import { Entry } from "../../ui/Entry";
import { t } from "../../ui/t";
import { useTitle } from "../../ui/useTitle";
import { AskBox } from "./AskBox";
import { CouncilPicker } from "./CouncilPicker";
import type { Terms } from "./draft";
import { keepDraftCouncil, keepDraftTerms, readDraftCouncil, readDraftTerms } from "./draft";
import { LineUp } from "./LineUp";
import { StrategyPicker } from "./StrategyPicker";
import { TermsBox } from "./TermsBox";

export function AskPage({ prepareLive }: { prepareLive: () => Promise<unknown> }) {
  const councils = useCouncils();
  const isRehearsal = useIsRehearsal();
  const [wanted, setWanted] = useState(readDraftCouncil);
  const [terms, setTerms] = useState(readDraftTerms);
  useTitle(t("app"));
  useEffect(() => {
    const timer = setTimeout(() => void prepareLive().catch(() => undefined), 1_500);
    return () => clearTimeout(timer);
  }, [prepareLive]);

  const all = councils.data ?? [];
  const council = all.find((each) => each.slug === wanted) ?? all[0];
  const { data: estimates } = useEstimates(council?.slug ?? "");
  const strategy = terms.strategy || council?.strategy || "";

  function agree(changed: Partial<Terms>): void {
    const next = { ...terms, ...changed };
    setTerms(next);
    keepDraftTerms(next);
  }

  function choose(slug: string): void {
    setWanted(slug);
    keepDraftCouncil(slug);
  }

  if (councils.isError) {
    return <div className="page"><Fault error={councils.error} again={() => void councils.refetch()} /></div>;
  }
  return (
    <div className="page">
      <div className="asking">
        <h1>{t("ask.title")}</h1>
        {isRehearsal && <RehearsalBanner leadsOut />}
        <AskBox council={council?.slug ?? wanted} terms={terms} />
        {councils.isPending && <PickerSkeleton />}
        {councils.isSuccess && all.length === 0 && <p className="lede">{t("ask.no_council")}</p>}
        {all.length > 0 && <CouncilPicker councils={all} chosen={council?.slug ?? ""} choose={choose} />}
        {council && (
          <div className="how">
            <StrategyPicker council={council} estimates={estimates} chosen={terms.strategy} choose={(name) => agree({ strategy: name })} />
            <TermsBox terms={terms} change={agree} />
          </div>
        )}
        {council && <LineUp council={council} strategy={strategy} />}
        <Recent isDue={!councils.isPending} />
      </div>
    </div>
  );
}

/** Due once what stands above it is there: it would be pushed down. */
function Recent({ isDue }: { isDue: boolean }) {
  const { data } = useDeliberations(noFilters);
  const recent = data?.pages[0]?.results.slice(0, 3) ?? [];
  if (!isDue || recent.length === 0) return null;
  return (
    <section className="recent" aria-labelledby="recent">
      <h2 id="recent">{t("ask.recent")}</h2>
      <ul>
        {recent.map((entry) => <li key={entry.id}><Entry entry={entry} isShort /></li>)}
      </ul>
    </section>
  );
}

function PickerSkeleton() {
  return (
    <div className="picker" aria-busy="true" aria-label={t("loading")} role="group">
      <div className="choices">
        {[0, 1, 2].map((i) => <div key={i} className="choice skeleton tall" />)}
      </div>
    </div>
  );
}
