/** Which council to ask: one line on each, and how it works. */
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
            <span className="calls num">{factsOf(council)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function factsOf(council: Council): string {
  return t("council.facts", {
    strategy: wordFor("strategy", council.strategy, council.strategy),
    count: council.members.filter((member) => !member.is_chair).length,
    seconds: council.deadline_seconds,
  });
}
