/** What is known of how good councils are: kept evaluations, and what is in force. */
import { Link } from "wouter";
import type { EvaluationEntry } from "../../api/evaluations";
import { useEvaluations, useLearned } from "../../api/evaluations";
import { Fault } from "../../ui/Blank";
import { t } from "../../ui/t";
import { dayAndTime } from "../../ui/time";
import { useTitle } from "../../ui/useTitle";
import { LearnedTables } from "./LearnedTables";
import { Say, say } from "./words";
import "./quality.css";

export function QualityPage() {
  const evaluations = useEvaluations();
  const learned = useLearned();
  useTitle(`${t("quality")} · ${t("app")}`);
  const broken = evaluations.error ?? learned.error;
  if (broken) {
    const again = () => void Promise.all([evaluations.refetch(), learned.refetch()]);
    return <div className="page"><Fault error={broken} again={again} /></div>;
  }
  return (
    <div className="page listing quality">
      <header>
        <div>
          <h1>{t("quality")}</h1>
          <p className="lede">{say("lede")}</p>
        </div>
        <div className="acts"><Link className="btn" href="/models/compare">{say("compare_models")}</Link></div>
      </header>
      <section className="panel" aria-labelledby="reports-title">
        <h2 id="reports-title">{say("reports")}</h2>
        {evaluations.isPending ? <p aria-busy="true">{t("loading")}</p> : <Entries entries={evaluations.data?.pages.flatMap((page) => page.results) ?? []} />}
        {evaluations.hasNextPage && <p className="endless"><button type="button" className="btn" disabled={evaluations.isFetchingNextPage} onClick={() => void evaluations.fetchNextPage()}>{say("more")}</button></p>}
      </section>
      {learned.isPending ? <p aria-busy="true">{t("loading")}</p> : learned.data && <LearnedTables learned={learned.data} />}
    </div>
  );
}

function Entries({ entries }: { entries: EvaluationEntry[] }) {
  if (entries.length === 0) return <p className="none">{say("none")} <Say k="none_line" /></p>;
  return (
    <ul className="entries">
      {entries.map(({ id, name, kind, task, seed, scored, learned_from, created_at }) => (
        <li key={id}>
          <Link className="entry" href={`/quality/${id}`}>
            <span className="ask">{name}</span>
            {task && <span className="preview">{task}</span>}
            <span className="meta num">
              <span>{dayAndTime(created_at)}</span><span className="dot" />
              <span>{say("kind", { kind })}</span><span className="dot" />
              <span>{scored === null ? say("entry_open", { seed: String(seed) }) : say("entry", { scored, learned: learned_from ?? 0, seed: String(seed) })}</span>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
