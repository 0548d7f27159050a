/** Cases put to models: what is asked, and how often the answers are what they should be. */
import type { FormEvent } from "react";
import { useState } from "react";
import { Link } from "wouter";
import { useModelTest } from "../../api/comparisons";
import { Banner } from "../../ui/Banner";
import { t } from "../../ui/t";
import { useTitle } from "../../ui/useTitle";
import { CaseReportView } from "./CaseReportView";
import { blankCase, casesOf, mostAnswers, Unreadable } from "./cases";
import { CasesEditor } from "./CasesEditor";
import { LimitFields, noLimits } from "./LimitFields";
import { ModelPicker } from "./ModelPicker";
import { Refused } from "./Refused";
import { Waiting } from "./Waiting";
import { Say, say } from "./words";
import "./comparison.css";

export function TesterPage() {
  const [cases, setCases] = useState(() => [blankCase()]);
  const [models, setModels] = useState<string[]>([]);
  const [limits, setLimits] = useState(noLimits);
  const [fault, setFault] = useState<string | null>(null);
  const { mutate, isPending, data, error } = useModelTest();
  const answers = cases.length * models.length;
  useTitle(`${say("test.title")} · ${t("app")}`);

  function submit(event: FormEvent): void {
    event.preventDefault();
    setFault(null);
    try {
      mutate({ models, cases: casesOf(cases), ...limits });
    } catch (unreadable) {
      if (!(unreadable instanceof Unreadable)) throw unreadable;
      setFault(unreadable.message);
    }
  }

  return (
    <div className="page models-tested">
      <header>
        <div>
          <h1>{say("test.title")}</h1>
          <p className="lede">{say("test.lede")}</p>
        </div>
        <div className="acts"><Link className="btn" href="/models/compare">{say("test.to_compare")}</Link></div>
      </header>
      <form className="asked-of-models" onSubmit={submit}>
        <ModelPicker chosen={models} change={setModels} />
        <div className="what">
          <CasesEditor cases={cases} change={setCases} />
          <LimitFields limits={limits} change={setLimits} />
          {fault !== null && <Banner tone="err"><Say k="refused" message={fault} /></Banner>}
          <div className="acts">
            <button type="submit" className="btn pri" disabled={isPending || answers === 0 || answers > mostAnswers}>{say("test.run")}</button>
            <span className="num">{answers > mostAnswers ? say("test.too_many", { count: answers }) : say("test.asks", { count: answers })}</span>
          </div>
        </div>
      </form>
      <div role="status">{isPending && <Waiting k="waiting.answers" count={answers} />}</div>
      {error && <Refused error={error} />}
      {data && !isPending && <CaseReportView report={data} />}
    </div>
  );
}
