/** For each council: how often it is right, its best member, and what any member knew. */
import type { EvaluatedCouncil, StrategyFigures } from "../../api/evaluations";
import { figuresOf, percent, points } from "./figures";
import { say } from "./words";

const [label, width, bar, gap, right] = [120, 500, 13, 18, 70];

interface Shown {
  council: EvaluatedCouncil;
  figures: StrategyFigures;
}

export function AccuracyChart({ councils, run }: { councils: EvaluatedCouncil[]; run: string }) {
  const shown = councils.flatMap((council) => {
    const figures = figuresOf(council, run);
    return figures ? [{ council, figures }] : [];
  });
  const height = shown.length * (3 * bar + gap);
  const [strategy = "", known = ""] = run.split(", ").map((part) => part.replace(/^history /, ""));
  return (
    <section className="panel" aria-labelledby="accuracy-title">
      <h2 id="accuracy-title">{say("accuracy.title")}</h2>
      <p className="line">{say("accuracy.line", { strategy, known })}</p>
      <ul className="legend">
        <li className="ours">{say("council")}</li>
        <li className="best">{say("best")}</li>
        <li className="oracle">{say("oracle")}</li>
      </ul>
      <svg className="chart" role="img" aria-labelledby="accuracy-title accuracy-words" viewBox={`0 0 ${label + width + right} ${height}`}>
        <desc id="accuracy-words">{shown.map(summaryOf).join("; ")}</desc>
        {[0.25, 0.5, 0.75, 1].map((share) => <line key={share} className="grid" x1={label + share * width} x2={label + share * width} y1={0} y2={height - gap / 2} />)}
        <line className="axis" x1={label} x2={label} y1={0} y2={height - gap / 2} />
        {shown.map((each, i) => <Bars key={each.council.name} {...each} top={i * (3 * bar + gap)} />)}
      </svg>
      <details>
        <summary>{say("table")}</summary>
        <div className="reviews" role="group" tabIndex={0} aria-label={say("accuracy.title")}>
          <table>
            <thead><tr>{[say("council"), say("col.accuracy"), say("best"), say("gain"), say("oracle")].map((head) => <th scope="col" key={head}>{head}</th>)}</tr></thead>
            <tbody>{shown.map((each) => <Row key={each.council.name} {...each} />)}</tbody>
          </table>
        </div>
      </details>
    </section>
  );
}

function Bars({ council, figures, top }: Shown & { top: number }) {
  const { accuracy, interval, to_history } = figures;
  const middle = top + bar / 2;
  return (
    <g>
      <text x={0} y={top + 2 * bar - 3}>{council.name}</text>
      <Bar look="ours" share={accuracy} top={top} after={`${percent(accuracy)} (${points(to_history.difference)})`} from={interval.high} />
      <line className="whisker" x1={label + interval.low * width} x2={label + interval.high * width} y1={middle} y2={middle} />
      <Bar look="best" share={to_history.accuracy} top={top + bar} after={percent(to_history.accuracy)} />
      <Bar look="oracle" share={council.oracle} top={top + 2 * bar} after={percent(council.oracle)} />
    </g>
  );
}

function Bar({ look, share, top, after, from = share }: { look: string; share: number; top: number; after: string; from?: number }) {
  return (
    <>
      <rect className={look} x={label} y={top + 1} width={share * width} height={bar - 2} rx={2} />
      <text className="figure" x={label + from * width + 6} y={top + bar - 2.5}>{after}</text>
    </>
  );
}

function Row({ council, figures }: Shown) {
  const { difference, interval, member, accuracy } = figures.to_history;
  return (
    <tr>
      <th scope="row">{council.name}</th>
      <td className="num">{percent(figures.accuracy)}</td>
      <td className="num">{percent(accuracy)}<small>{member}</small></td>
      <td className="num">{say("gain_of", { points: points(difference), low: points(interval.low), high: points(interval.high) })}</td>
      <td className="num">{percent(council.oracle)}</td>
    </tr>
  );
}

function summaryOf({ council, figures }: Shown): string {
  return say("accuracy.summary", {
    council: council.name,
    ours: percent(figures.accuracy),
    best: percent(figures.to_history.accuracy),
    oracle: percent(council.oracle),
  });
}
