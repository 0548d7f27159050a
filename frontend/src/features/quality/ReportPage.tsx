/** One evaluation: what its councils were worth, drawn and in tables. */
import { useState } from "react";
import { Link, useParams } from "wouter";
import { ApiError } from "../../api/client";
import type { EvaluatedCouncil, Evaluation, EvaluationTable } from "../../api/evaluations";
import { useEvaluation } from "../../api/evaluations";
import { Blank, Fault, Pending } from "../../ui/Blank";
import { CopyButton } from "../../ui/CopyButton";
import { t } from "../../ui/t";
import { dayOf } from "../../ui/time";
import { useTitle } from "../../ui/useTitle";
import { AccuracyChart } from "./AccuracyChart";
import { CalibrationChart } from "./CalibrationChart";
import { runsOf } from "./figures";
import { say } from "./words";
import "./quality.css";

export function ReportPage() {
  const { id = "" } = useParams<{ id: string }>();
  const report = useEvaluation(id);
  useTitle(`${report.data ? say("report.title", { name: report.data.name }) : t("quality")} · ${t("app")}`);
  if (report.isPending) return <Pending />;
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
          {report.task && <p className="lede">{report.task}</p>}
        </div>
        <div className="acts"><Link className="btn" href="/quality">{say("report.back")}</Link></div>
      </header>
      <Facts report={report} />
      <p className="command"><code aria-label={say("report.command")}>{report.command}</code><CopyButton text={report.command} label={say("report.copy")} /></p>
      {report.councils.some((council) => council.strategies.length > 0) && <Charts report={report} />}
      <section className="panel" aria-labelledby="tables-title">
        <h2 id="tables-title">{say("report.tables")}</h2>
        {report.tables.map((table, i) => <Sheet key={table.caption} table={table} isOpen={i === 0} />)}
      </section>
    </div>
  );
}

function Facts({ report }: { report: Evaluation }) {
  const { scored, learned_from, councils, seed, created_at } = report;
  return (
    <dl className="facts num">
      <div><dt>{say("report.made")}</dt><dd><b>{dayOf(created_at)}</b></dd></div>
      {scored !== null && <div><dt>{say("report.scored")}</dt><dd><b>{scored}</b> {say("report.learned", { count: learned_from ?? 0 })}</dd></div>}
      {councils.length > 0 && <div><dt>{say("report.councils")}</dt><dd><b>{councils.length}</b> {say("report.members", { count: membersIn(councils) })}</dd></div>}
      <div><dt>{say("report.seed")}</dt><dd><b>{String(seed)}</b></dd></div>
    </dl>
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
      <div className="drawn">
        <AccuracyChart councils={report.councils} run={run} />
        <CalibrationChart councils={report.councils} run={run} />
      </div>
    </>
  );
}

function Sheet({ table, isOpen }: { table: EvaluationTable; isOpen: boolean }) {
  return (
    <details className="sheet" open={isOpen}>
      <summary>{table.caption}<small className="num">{say("report.rows", { count: table.rows.length })}</small></summary>
      <p className="line">{table.note}</p>
      <div className="tabled" role="group" tabIndex={0} aria-label={table.caption}>
        <table aria-label={table.caption}>
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
    </details>
  );
}

function membersIn(councils: EvaluatedCouncil[]): number {
  return new Set(councils.flatMap((council) => council.members)).size;
}
