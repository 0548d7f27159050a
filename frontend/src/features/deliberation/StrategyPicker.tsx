/** By which strategy: one line on each, how many calls it makes, and what it has lately taken. */
import { ChevronDown } from "lucide-react";
import type { Council, Estimate } from "../../api/types";
import { t, wordFor } from "../../ui/t";
import { estimateLine } from "./estimates";

interface Props {
  council: Council;
  estimates: Estimate[] | undefined;
  /** Empty: as the council has it. */
  chosen: string;
  choose: (strategy: string) => void;
}

export function StrategyPicker({ council, estimates = [], chosen, choose }: Props) {
  const taken = chosen || council.strategy;
  const others = estimates.filter(({ strategy }) => strategy !== council.strategy);
  const usual = estimates.filter(({ strategy }) => strategy === council.strategy);
  return (
    <details className="fold strategies">
      <summary>
        <span className="what">{t("strategies.legend")}</span>
        <b>{nameOf(taken)}</b>
        <span className="line">{wordFor("strategy_line", taken, "")}</span>
        <EstimateOf estimate={estimates.find(({ strategy }) => strategy === taken)} />
        <ChevronDown className="ic" aria-hidden />
      </summary>
      <fieldset>
        <legend className="sr">{t("strategies.legend")}</legend>
        {[...usual, ...others].map((estimate) => {
          const { strategy } = estimate;
          const isUsual = strategy === council.strategy;
          return (
            <label key={strategy}>
              <input type="radio" name="strategy" checked={strategy === taken} onChange={() => choose(isUsual ? "" : strategy)} />
              <b>{nameOf(strategy)}{isUsual && <small> {t("strategies.usual")}</small>}</b>
              <span className="line">{wordFor("strategy_line", strategy, "")}</span>
              <EstimateOf estimate={estimate} />
            </label>
          );
        })}
      </fieldset>
    </details>
  );
}

function EstimateOf({ estimate }: { estimate: Estimate | undefined }) {
  return <span className="takes num">{estimate && estimateLine(estimate)}</span>;
}

function nameOf(strategy: string): string {
  return wordFor("strategy", strategy, strategy);
}
