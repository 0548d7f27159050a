/** The last 24 hours of a provider: stacked half hours, or the same as a table; and how fast it is. */
import { useId, useState } from "react";
import type { Day, Provider, ProviderFigures } from "../../api/providers";
import { formatNumber } from "../../ui/t";
import { timeOf } from "../../ui/time";
import { beginOf, chart, piecesOf } from "./bars";
import { percentOf } from "./sentences";
import { say } from "./words";

const parts = ["given", "late", "failed"] as const;

interface Props {
  provider: Provider;
  day: Day | undefined;
  figures: ProviderFigures | undefined;
}

export function DayBars({ provider, day, figures }: Props) {
  const [isTable, setIsTable] = useState(false);
  const id = useId();
  const share = day?.given_share ?? null;
  return (
    <section>
      <h3 className="h3">
        {say("day")}
        <span className="num">{day && (share === null ? say("day.none") : say("day.given", { percent: percentOf(share) }))}</span>
      </h3>
      {day && figures && (
        <>
          <div id={id}>
            {isTable ? <Table provider={provider} day={day} figures={figures} /> : <Bars day={day} figures={figures} />}
          </div>
          <p className="key">
            {parts.map((part) => <span key={part}><i className={part} aria-hidden="true" />{say(`part.${part}`)}</span>)}
            <button type="button" className="linkish" aria-controls={id} aria-pressed={isTable} aria-label={say("of_provider", { what: say("day.as_table"), provider: provider.label })} onClick={() => setIsTable(!isTable)}>
              {say(isTable ? "day.as_bars" : "day.as_table")}
            </button>
          </p>
          <dl className="kv">
            <Figure name={say("first_token")} value={day.first_token_seconds} unit={say("seconds")} />
            <Figure name={say("p95")} value={day.first_token_p95_seconds} unit={say("seconds")} />
            <Figure name={say("speed")} value={day.tokens_per_second === null ? null : Math.round(day.tokens_per_second)} unit={say("speed_unit")} />
          </dl>
        </>
      )}
    </section>
  );
}

function Bars({ day, figures }: { day: Day; figures: ProviderFigures }) {
  return (
    <>
      <svg className="ticks" viewBox={`0 0 ${chart.width} ${chart.height}`} preserveAspectRatio="none" aria-hidden="true">
        {piecesOf(day.bars).map(({ part, x, y, width, height }) => (
          <rect key={`${x} ${part}`} className={part} x={x} y={y} width={width} height={height} rx="1.2" />
        ))}
      </svg>
      <p className="axis num">
        <span>{say("day.yesterday", { time: timeOf(figures.since) })}</span>
        <span>{say("day.now")}</span>
      </p>
    </>
  );
}

function Table({ provider, day, figures }: { provider: Provider; day: Day; figures: ProviderFigures }) {
  const name = say("day.table", { provider: provider.label });
  const rows = day.bars.map((bar, i) => ({ bar, at: beginOf(figures.since, figures.bar_seconds, i) }));
  return (
    <div className="daytable" role="group" tabIndex={0} aria-label={name}>
      <table className="num">
        <caption className="sr">{name}</caption>
        <thead>
          <tr>
            <th scope="col">{say("day.half_hour")}</th>
            {parts.map((part) => <th scope="col" key={part}>{say(`part.${part}`)}</th>)}
          </tr>
        </thead>
        <tbody>
          {rows.toReversed().map(({ bar, at }) => (
            <tr key={at}>
              <th scope="row"><time dateTime={at}>{timeOf(at)}</time></th>
              {parts.map((part) => <td key={part}>{bar[part]}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Figure({ name, value, unit }: { name: string; value: number | null; unit: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value === null ? say("sum.none") : <>{formatNumber(value)} <small>{unit}</small></>}</dd>
    </div>
  );
}
