/** What councils decide by: how strong models are, and what agreement means; with counts and dates. */
import type { Learned } from "../../api/evaluations";
import { dayOf } from "../../ui/time";
import { percent } from "./figures";
import { Say, say } from "./words";

type Step = Learned["calibrations"][number]["steps"][number];

export function LearnedTables({ learned }: { learned: Learned }) {
  return (
    <>
      <section className="panel" aria-labelledby="strengths-title">
        <h2 id="strengths-title">{say("strengths")}</h2>
        <p className="line">{say("strengths_line", { fewest: learned.fewest })}</p>
        {learned.strengths.length === 0 ? <p className="none">{say("strengths_none")} <Say k="learn_line" /></p> : <Strengths strengths={learned.strengths} />}
      </section>
      <section className="panel" aria-labelledby="calibrations-title">
        <h2 id="calibrations-title">{say("calibrations")}</h2>
        <p className="line">{say("calibrations_line")}</p>
        {learned.calibrations.length === 0 ? <p className="none">{say("calibrations_none")} <Say k="learn_line" /></p> : <Calibrations calibrations={learned.calibrations} />}
      </section>
    </>
  );
}

function Strengths({ strengths }: { strengths: Learned["strengths"] }) {
  return (
    <div className="tabled" role="group" tabIndex={0} aria-label={say("strengths")}>
      <table>
        <thead><tr>{(["model", "kind", "accuracy", "scored", "measured"] as const).map((column) => <th scope="col" key={column}>{say(`col.${column}`)}</th>)}</tr></thead>
        <tbody>
          {strengths.map((each) => (
            <tr key={`${each.language_model} ${each.kind}`}>
              <th scope="row">{each.language_model}</th>
              <td>{each.kind}</td>
              <td className="num">{percent(each.accuracy)}</td>
              <td className="num">{say("of", { right: each.right, scored: each.scored })}{each.by_people > 0 && <small>{say("by_people", { count: each.by_people })}</small>}</td>
              <td className="num">{dayOf(each.measured_at)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Calibrations({ calibrations }: { calibrations: Learned["calibrations"] }) {
  return (
    <div className="tabled" role="group" tabIndex={0} aria-label={say("calibrations")}>
      <table>
        <thead><tr>{(["kind", "council", "from", "votes", "scored", "measured"] as const).map((column) => <th scope="col" key={column}>{say(`col.${column}`)}</th>)}</tr></thead>
        <tbody>
          {calibrations.map((each) => (
            <tr key={`${each.kind} ${each.council} ${each.set_name} ${each.are_strengths_known}`}>
              <th scope="row">{each.kind}</th>
              <td>{each.council || say("every_council")}</td>
              <td>{each.set_name || say("from_people")}{each.are_strengths_known && <small>{say("weak_left_out")}</small>}</td>
              <td className="num"><div className="steps">{each.steps.map((step) => <span key={step.low}>{stepOf(step)}</span>)}</div></td>
              <td className="num">{each.scored}</td>
              <td className="num">{dayOf(each.measured_at)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function stepOf({ low, high, probability }: Step): string {
  const from = low === high ? percent(low, 0) : say("range", { low: percent(low, 0), high: percent(high, 0) });
  return say("step", { from, probability: percent(probability, 0) });
}
