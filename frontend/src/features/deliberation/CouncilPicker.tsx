/** Which council to ask: one line on each, and how many calls it makes. */
import type { Council } from "../../api/types";
import { t, wordFor } from "../../ui/t";

interface Props {
  councils: Council[];
  chosen: string;
  choose: (slug: string) => void;
}

export function CouncilPicker({ councils, chosen, choose }: Props) {
  return (
    <fieldset className="picker">
      <legend>{t("council.legend")}</legend>
      <div className="choices">
        {councils.map((council) => (
          <label key={council.slug} className="choice">
            <input
              type="radio"
              name="council"
              value={council.slug}
              checked={council.slug === chosen}
              onChange={() => choose(council.slug)}
            />
            <b>{council.name}</b>
            <span>{council.description}</span>
            <span className="calls num">{callsLine(council)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** Everyone once and the chair once; retries and fallbacks come on top, hence "about". */
function callsLine(council: Council): string {
  return t("council.calls", {
    strategy: wordFor("strategy", council.strategy, council.strategy),
    calls: council.members.length,
    seconds: council.deadline_seconds,
  });
}
