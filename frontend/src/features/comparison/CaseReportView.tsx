/** What the cases told: two rates that are not the same, by model and by case, and each answer. */
import type { CaseReport, CaseResult } from "../../api/comparisons";
import { Banner } from "../../ui/Banner";
import { cost, percent, seconds } from "./figures";
import { Outcome } from "./Results";
import { Say, say } from "./words";

type Tally = CaseReport["total"];
type Named = CaseReport["by_model"][number];

export function CaseReportView({ report }: { report: CaseReport }) {
  return (
    <section className="results" aria-labelledby="report-title">
      <h2 id="report-title">{say("test.report")}</h2>
      {report.rehearsal && <Banner tone="info"><Say k="rehearsal" /></Banner>}
      <Rates total={report.total} />
      <div className="pair">
        <Tallies caption={say("by_model")} head={say("col.model")} rows={report.by_model} />
        <Tallies caption={say("by_case")} head={say("col.case")} rows={report.by_case} />
      </div>
      <Each results={report.results} />
    </section>
  );
}

function Rates({ total }: { total: Tally }) {
  const { asked, answered, passed } = total;
  return (
    <dl className="rates num">
      <div>
        <dt>{say("col.success")}</dt>
        <dd><b>{percent(total.success_rate)}</b> {say("success_line", { answered, asked })}</dd>
      </div>
      <div>
        <dt>{say("col.pass")}</dt>
        <dd><b>{percent(total.pass_rate)}</b> {answered > 0 ? say("pass_line", { passed, answered }) : say("no_answer_line")}</dd>
      </div>
    </dl>
  );
}

function Tallies({ caption, head, rows }: { caption: string; head: string; rows: Named[] }) {
  return (
    <div className="tabled" role="group" tabIndex={0} aria-label={caption}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{head}</th>
            {(["success", "pass", "asked", "answered", "passed"] as const).map((column) => <th scope="col" key={column}>{say(`col.${column}`)}</th>)}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name}>
              <th scope="row">{row.name}</th>
              <td className="num">{percent(row.success_rate)}</td>
              <td className="num">{percent(row.pass_rate)}</td>
              <td className="num">{row.asked}</td>
              <td className="num">{row.answered}</td>
              <td className="num">{row.passed}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Each({ results }: { results: CaseResult[] }) {
  return (
    <div className="tabled" role="group" tabIndex={0} aria-label={say("each")}>
      <table>
        <caption>{say("each")}</caption>
        <thead>
          <tr>{(["case", "model", "outcome", "seconds", "cost"] as const).map((column) => <th scope="col" key={column}>{say(`col.${column}`)}</th>)}</tr>
        </thead>
        <tbody>
          {results.map((each) => (
            <tr key={`${each.case} ${each.result.model}`}>
              <th scope="row">{each.case}</th>
              <td>{each.result.model}</td>
              <td className="verdict"><Verdict each={each} /></td>
              <td className="num">{seconds(each.result.seconds)}</td>
              <td className="num">{cost(each.result.cost_usd)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Verdict({ each }: { each: CaseResult }) {
  const { has_passed, misses, result } = each;
  if (has_passed === null) return <><Outcome result={result} /><small>{result.message}</small></>;
  return (
    <>
      <span className={has_passed ? "outcome-ok" : "outcome-failed"}>{has_passed ? say("passed") : say("missed")}</span>
      {misses.map((miss) => <small key={miss}>{miss}</small>)}
      <details><summary>{say("show_answer")}</summary><p dir="auto">{result.text}</p></details>
    </>
  );
}
