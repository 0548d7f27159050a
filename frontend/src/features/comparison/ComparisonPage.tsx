/** One query put to several models: who answered what, how fast, and for how much. */
import type { FormEvent } from "react";
import { useState } from "react";
import { Link } from "wouter";
import { useModelComparison } from "../../api/comparisons";
import { t } from "../../ui/t";
import { useTitle } from "../../ui/useTitle";
import { LimitFields, noLimits } from "./LimitFields";
import { ModelPicker } from "./ModelPicker";
import { Refused } from "./Refused";
import { Results } from "./Results";
import { Waiting } from "./Waiting";
import { say } from "./words";
import "./comparison.css";

export function ComparisonPage() {
  const [query, setQuery] = useState("");
  const [models, setModels] = useState<string[]>([]);
  const [limits, setLimits] = useState(noLimits);
  const { mutate, isPending, data, error, variables } = useModelComparison();
  useTitle(`${say("compare.title")} · ${t("app")}`);

  function submit(event: FormEvent): void {
    event.preventDefault();
    mutate({ query, models, ...limits });
  }

  return (
    <div className="page models-compared">
      <header>
        <div>
          <h1>{say("compare.title")}</h1>
          <p className="lede">{say("compare.lede")}</p>
        </div>
        <div className="acts"><Link className="btn" href="/models/test">{say("compare.to_test")}</Link></div>
      </header>
      <form className="asked-of-models" onSubmit={submit}>
        <ModelPicker chosen={models} change={setModels} />
        <div className="what">
          <label className="queryfield">
            {say("compare.query")}
            <textarea className="field" required rows={6} dir="auto" value={query} onChange={(event) => setQuery(event.target.value)} />
          </label>
          <LimitFields limits={limits} change={setLimits} />
          <button type="submit" className="btn pri" disabled={isPending || models.length === 0 || query.trim() === ""}>{say("compare.ask")}</button>
        </div>
      </form>
      <div role="status">{isPending && <Waiting k="waiting" count={variables.models.length} />}</div>
      {error && <Refused error={error} />}
      {data && !isPending && <Results compared={data} />}
    </div>
  );
}
