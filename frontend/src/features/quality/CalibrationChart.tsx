/** Whether a confidence is worth what it says: how often answers of each height of it were right. */
import { useState } from "react";
import type { Bin, EvaluatedCouncil } from "../../api/evaluations";
import { decimal, figuresOf, percent } from "./figures";
import { say } from "./words";

const [size, margin] = [300, 42];
const ticks = [0, 0.25, 0.5, 0.75, 1];

export function CalibrationChart({ councils, run }: { councils: EvaluatedCouncil[]; run: string }) {
  const [picked, setPicked] = useState("");
  const shown = councils.filter((council) => figuresOf(council, run)?.confidence);
  const council = shown.find(({ name }) => name === picked) ?? shown[0];
  const confidence = council && figuresOf(council, run)?.confidence;
  if (!council || !confidence) return null;
  const { bins, bins_calibrated, ece_raw, ece_calibrated, auroc } = confidence;
  const summary = say("calibration.summary", { council: council.name, raw: decimal(ece_raw), calibrated: decimal(ece_calibrated), auroc: decimal(auroc) });
  return (
    <section className="panel" aria-labelledby="calibration-title">
      <h2 id="calibration-title">{say("calibration.title")}</h2>
      <p className="line">{say("calibration.line")}</p>
      <label className="runs">
        {say("calibration.of")}
        <select className="field" value={council.name} onChange={(event) => setPicked(event.target.value)}>
          {shown.map(({ name }) => <option key={name}>{name}</option>)}
        </select>
      </label>
      <div className="calibration">
        <figure>
          <ul className="legend">
            <li className="raw">{say("calibration.raw")}</li>
            {bins_calibrated.length > 0 && <li className="ours round">{say("calibration.calibrated")}</li>}
          </ul>
          <svg className="chart square" role="img" aria-labelledby="calibration-title calibration-words" viewBox={`0 0 ${size + margin + 14} ${size + margin + 8}`}>
            <desc id="calibration-words">{summary}</desc>
            <Axes />
            <Dots look="raw" bins={bins} />
            <Dots look="ours" bins={bins_calibrated} />
          </svg>
        </figure>
        <dl className="told num">
          <div><dt>{say("ece_raw")}</dt><dd>{decimal(ece_raw)}</dd></div>
          <div><dt>{say("ece_calibrated")}</dt><dd>{decimal(ece_calibrated)}</dd></div>
          <div><dt>{say("auroc")}</dt><dd>{decimal(auroc)}</dd></div>
        </dl>
      </div>
      <details>
        <summary>{say("table")}</summary>
        <div className="tabled" role="group" tabIndex={0} aria-label={say("calibration.title")}>
          <table>
            <thead><tr>{(["which", "confidence", "right", "answers"] as const).map((column) => <th scope="col" key={column}>{say(`calibration.${column}`)}</th>)}</tr></thead>
            <tbody>
              <Rows which={say("calibration.raw")} bins={bins} />
              <Rows which={say("calibration.calibrated")} bins={bins_calibrated} />
            </tbody>
          </table>
        </div>
      </details>
    </section>
  );
}

function Axes() {
  const [x, y] = [(share: number) => margin + share * size, (share: number) => 8 + size - share * size];
  return (
    <g>
      {ticks.map((tick) => (
        <g key={tick}>
          <line className="grid" x1={x(tick)} x2={x(tick)} y1={y(0)} y2={y(1)} />
          <line className="grid" x1={x(0)} x2={x(1)} y1={y(tick)} y2={y(tick)} />
          <text className="tick" x={x(tick)} y={y(0) + 15} textAnchor="middle">{percent(tick, 0)}</text>
          <text className="tick" x={x(0) - 6} y={y(tick) + 4} textAnchor="end">{percent(tick, 0)}</text>
        </g>
      ))}
      <line className="diagonal" x1={x(0)} x2={x(1)} y1={y(0)} y2={y(1)} />
      <text className="tick" x={x(0.5)} y={y(0) + 31} textAnchor="middle">{say("calibration.confidence")}</text>
      <text className="tick" x={x(0) + 6} y={y(1) + 14}>{say("calibration.right")}</text>
    </g>
  );
}

/** The area of a dot tells how many answers it stands for. */
function Dots({ look, bins }: { look: string; bins: Bin[] }) {
  const all = bins.reduce((sum, bin) => sum + bin.answers, 0);
  const at = ({ confidence, accuracy }: Bin) => ({ cx: margin + confidence * size, cy: 8 + size - accuracy * size });
  return (
    <g className={look}>
      <polyline points={bins.map((bin) => `${at(bin).cx},${at(bin).cy}`).join(" ")} />
      {bins.map((bin) => <circle key={bin.low} {...at(bin)} r={3 + 11 * Math.sqrt(bin.answers / all)} />)}
    </g>
  );
}

function Rows({ which, bins }: { which: string; bins: Bin[] }) {
  return bins.map((bin) => (
    <tr key={bin.low}>
      <th scope="row">{which}</th>
      <td className="num">{percent(bin.confidence)}</td>
      <td className="num">{percent(bin.accuracy)}</td>
      <td className="num">{bin.answers}</td>
    </tr>
  ));
}
