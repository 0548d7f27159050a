/** One evaluation: what its councils were worth, drawn and in tables. */
import { useState } from "react";
import { Link, useParams } from "wouter";
import { ApiError } from "../../api/client";
import type { Evaluation, EvaluationTable } from "../../api/evaluations";
import { useEvaluation } from "../../api/evaluations";
import { Blank, Fault } from "../../ui/Blank";
import { CopyButton } from "../../ui/CopyButton";
import { t } from "../../ui/t";
import { dayAndTime } from "../../ui/time";
import { useTitle } from "../../ui/useTitle";
import { AccuracyChart } from "./AccuracyChart";
import { CalibrationChart } from "./CalibrationChart";
import { runsOf } from "./figures";
import { say } from "./words";
import "./quality.css";

export function ReportPage() {
  const { id = "" } = useParams<{ id: string }>();
  const report = useEvaluation(id);
  useTitle(`${report.data ? say("report.title", { name: report.data.name }) : say("title")} · ${t("app")}`);
  if (report.isPending) return <div className="page" aria-busy="true" aria-label={t("loading")} role="group" />;
  if (report.isError) {
    const back = <Link className="btn pri" href="/quality">{say("report.back")}</Link>;
    const isMissing = report.error instanceof ApiError && report.error.status === 404;
    return (
      <div className="page">
        {isMissing ? <Blank title={say("report.missing")} line={say("report.missing_line")}>{back}</Blank> : <Fault error={report.error} again={() => void report.refetch()} />}
      </div>
    );
  }
  return <Report report={report.data} />;
}

function Report({ report }: { report: Evaluation }) {
  return (
    <div className="page quality">
      <header>
        <div>
          <h1>{say("report.title", { name: report.name })}</h1>
          <p className="lede">{report.task}</p>
          <p className="line num">{say("report.made", { when: dayAndTime(report.created_at) })} · {report.scored === null ? say("entry_open", { seed: String(report.seed) }) : say("entry", { scored: report.scored, learned: report.learned_from ?? 0, seed: String(report.seed) })}</p>
        </div>
        <div className="acts"><Link className="btn" href="/quality">{say("report.back")}</Link></div>
      </header>
      <p className="command"><code aria-label={say("report.command")}>{report.command}</code><CopyButton text={report.command} label={say("report.copy")} /></p>
      {report.councils.some((council) => council.strategies.length > 0) && <Charts report={report} />}
      <section aria-labelledby="tables-title">
        <h2 id="tables-title">{say("report.tables")}</h2>
        {report.tables.map((table) => <SheetTable key={table.caption} table={table} />)}
      </section>
    </div>
  );
}

function Charts({ report }: { report: Evaluation }) {
  const runs = runsOf(report.councils);
  const [run, setRun] = useState(runs[0] ?? "");
  return (
    <>
      <label className="runs">
        {say("strategy")}
        <select className="field" value={run} onChange={(event) => setRun(event.target.value)}>
          {runs.map((name) => <option key={name}>{name}</option>)}
        </select>
      </label>
      <AccuracyChart councils={report.councils} run={run} />
      <CalibrationChart councils={report.councils} run={run} />
    </>
  );
}

function SheetTable({ table }: { table: EvaluationTable }) {
  return (
    <div className="sheet">
      <p className="line">{table.note}</p>
      <div className="reviews" role="group" tabIndex={0} aria-label={table.caption}>
        <table>
          <caption>{table.caption}</caption>
          <thead><tr>{table.headings.map((heading) => <th scope="col" key={heading}>{heading}</th>)}</tr></thead>
          <tbody>
            {table.rows.map((row, i) => (
              <tr key={i}>
                {row.map((cell, j) => (j < table.heads ? <th scope="row" key={j}>{cell}</th> : <td className="num" key={j}>{cell}</td>))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
