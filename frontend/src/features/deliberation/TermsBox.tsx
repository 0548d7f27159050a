/** What a query may cost, and what may stand in: as the council has it, unless said here. */
import { ChevronDown } from "lucide-react";
import { t } from "../../ui/t";
import type { Terms } from "./draft";
import { wishes } from "./draft";

interface Props {
  terms: Terms;
  change: (changed: Partial<Terms>) => void;
}

const questions = ["allow_paid", "reuse_answers"] as const;

export function TermsBox({ terms, change }: Props) {
  return (
    <details className="fold terms">
      <summary>
        <span className="what">{t("terms.legend")}</span>
        <span className="line">{chosenOf(terms).join(" · ")}</span>
        <ChevronDown className="ic" aria-hidden />
      </summary>
      <div className="rows">
        <label>
          {t("terms.max_cost_usd")}
          <input
            className="field num"
            type="number"
            min="0"
            step="any"
            placeholder={t("terms.no_limit")}
            value={terms.max_cost_usd}
            onChange={(event) => change({ max_cost_usd: event.target.value })}
          />
        </label>
        {questions.map((name) => (
          <label key={name}>
            {t(`terms.${name}`)}
            <select
              className="field"
              value={terms[name]}
              onChange={(event) => change({ [name]: wishes.find((wish) => wish === event.target.value) ?? "" })}
            >
              {wishes.map((wish) => <option key={wish} value={wish}>{wishWord(wish)}</option>)}
            </select>
          </label>
        ))}
      </div>
    </details>
  );
}

function wishWord(wish: (typeof wishes)[number]): string {
  return wish === "" ? t("terms.wish") : t(`terms.wish.${wish}`);
}

/** What differs from how the council has it, so that it is seen while folded. */
function chosenOf(terms: Terms): string[] {
  const said = questions.filter((name) => terms[name] !== "").map((name) => `${t(`terms.${name}`)}: ${wishWord(terms[name])}`);
  return terms.max_cost_usd === "" ? said : [`${t("terms.max_cost_usd")}: ${terms.max_cost_usd}`, ...said];
}
