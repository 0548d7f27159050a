/** For each council: how often it is right, its best member, and what any member knew. */
import { useSyncExternalStore } from "react";
import type { EvaluatedCouncil, StrategyFigures } from "../../api/evaluations";
import { figuresOf, percent, points } from "./figures";
import { say } from "./words";

/** In units of the drawing: on a phone names stand above their bars, so that letters stay legible. */
interface Measures {
  label: number;
  width: number;
  above: number;
  right: number;
}

const wide: Measures = { label: 120, width: 500, above: 0, right: 96 };
const narrow: Measures = { label: 0, width: 196, above: 19, right: 104 };
const [bar, gap, axis] = [15, 17, 20];
const ticks = [0, 0.25, 0.5, 0.75, 1];

interface Shown {
  council: EvaluatedCouncil;
  figures: StrategyFigures;
}

export function AccuracyChart({ councils, run }: { councils: EvaluatedCouncil[]; run: string }) {
  const shown = councils.flatMap((council) => {
    const figures = figuresOf(council, run);
    return figures ? [{ council, figures }] : [];
  });
  const measures = useIsNarrow() ? narrow : wide;
  const { label, width, above, right } = measures;
  const each = above + 3 * bar + gap;
  const bottom = shown.length * each - gap / 2;
  return (
    <section className="panel" aria-labelledby="accuracy-title">
      <h2 id="accuracy-title">{say("accuracy.title")}</h2>
      <p className="line">{say("accuracy.line", { run })}</p>
      <ul className="legend">
        <li className="ours">{say("council")}</li>
        <li className="best">{say("best")}</li>
        <li className="oracle">{say("oracle")}</li>
      </ul>
      <svg className="chart" role="img" aria-labelledby="accuracy-title accuracy-words" viewBox={`0 0 ${label + width + right} ${bottom + axis}`}>
        <desc id="accuracy-words">{shown.map(summaryOf).join("; ")}</desc>
        {ticks.map((share) => (
          <g key={share}>
            <line className={share === 0 ? "axis" : "grid"} x1={label + share * width} x2={label + share * width} y1={0} y2={bottom} />
            <text className="tick" x={label + share * width} y={bottom + 14} textAnchor={share === 0 && label === 0 ? "start" : "middle"}>{percent(share, 0)}</text>
          </g>
        ))}
        {shown.map((one, i) => <Bars key={one.council.name} {...one} measures={measures} top={i * each} />)}
      </svg>
      <details>
        <summary>{say("table")}</summary>
        <div className="tabled" role="group" tabIndex={0} aria-label={say("accuracy.title")}>
          <table>
            <thead><tr>{[say("council"), say("col.accuracy"), say("best"), say("gain"), say("oracle")].map((head) => <th scope="col" key={head}>{head}</th>)}</tr></thead>
            <tbody>{shown.map((each) => <Row key={each.council.name} {...each} />)}</tbody>
          </table>
        </div>
      </details>
    </section>
  );
}

function Bars({ council, figures, measures, top }: Shown & { measures: Measures; top: number }) {
  const { accuracy, interval, to_history } = figures;
  const { label, width, above } = measures;
  const first = top + above;
  const middle = first + bar / 2;
  return (
    <g>
      <text x={0} y={above > 0 ? first - 5 : first + 2 * bar - 3}>{council.name}</text>
      <Bar look="ours" share={accuracy} measures={measures} top={first} after={`${percent(accuracy)} (${points(to_history.difference)})`} from={interval.high} />
      <line className="whisker" x1={label + interval.low * width} x2={label + interval.high * width} y1={middle} y2={middle} />
      <Bar look="best" share={to_history.accuracy} measures={measures} top={first + bar} after={percent(to_history.accuracy)} />
      <Bar look="oracle" share={council.oracle} measures={measures} top={first + 2 * bar} after={percent(council.oracle)} />
    </g>
  );
}

interface BarProps {
  look: string;
  share: number;
  measures: Measures;
  top: number;
  after: string;
  from?: number; // where what it says begins
}

function Bar({ look, share, measures: { label, width }, top, after, from = share }: BarProps) {
  return (
    <>
      <rect className={look} x={label} y={top + 1} width={share * width} height={bar - 2} rx={2} />
      <text className="figure" x={label + from * width + 6} y={top + bar - 3.5}>{after}</text>
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

const phone = matchMedia("(max-width: 719.98px)");

function useIsNarrow(): boolean {
  return useSyncExternalStore(listen, () => phone.matches);
}

function listen(tell: () => void): () => void {
  phone.addEventListener("change", tell);
  return () => phone.removeEventListener("change", tell);
}
