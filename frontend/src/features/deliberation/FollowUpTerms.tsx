/** Another council or another strategy for the next query of a conversation. */
import { useCouncils } from "../../api/queries";
import { wordFor } from "../../ui/t";
import { say } from "./chairWords";

const strategies = ["adaptive", "panel", "peer_review", "deliberate", "vote", "best_of", "layers", "red_team", "compare", "quick"];

interface Terms {
  council: string;
  strategy: string;
}

export function FollowUpTerms({ terms, change }: { terms: Terms; change: (terms: Terms) => void }) {
  const { data: councils = [] } = useCouncils();
  return (
    <fieldset className="followterms">
      <legend className="sr">{say("terms.legend")}</legend>
      <label>
        {say("terms.council")}
        <select className="field" value={terms.council} onChange={(event) => change({ ...terms, council: event.target.value })}>
          <option value="">{say("terms.same")}</option>
          {councils.map(({ slug, name }) => <option key={slug} value={slug}>{name}</option>)}
        </select>
      </label>
      <label>
        {say("terms.strategy")}
        <select className="field" value={terms.strategy} onChange={(event) => change({ ...terms, strategy: event.target.value })}>
          <option value="">{terms.council === "" ? say("terms.same") : say("terms.usual")}</option>
          {strategies.map((name) => <option key={name} value={name}>{wordFor("strategy", name, name)}</option>)}
        </select>
      </label>
    </fieldset>
  );
}
