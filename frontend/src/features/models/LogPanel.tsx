/** What happened, the newest first; who is not staff sees the alerts that are not over. */
import type { ReactNode } from "react";
import type { AlertTold, Happened } from "../../api/providers";
import { dayAndTime } from "../../ui/time";
import type { Tone } from "./sentences";
import { lineOf } from "./sentences";
import { say } from "./words";

const most = 12;

interface Entry {
  id: string;
  at: string;
  tone: Tone;
  words: ReactNode;
}

interface Props {
  events: Happened[] | undefined;
  isStaff: boolean;
  isBroken: boolean;
  alerts: AlertTold[];
  labelOf: (provider: string) => string;
}

export function LogPanel({ events, isStaff, isBroken, alerts, labelOf }: Props) {
  const entries = isStaff ? eventsIn(events ?? [], labelOf) : alertsIn(alerts);
  const isEmpty = entries.length === 0 && !isBroken && (!isStaff || events !== undefined);
  return (
    <section className="panel" aria-label={say(isStaff ? "log" : "log.alerts")}>
      <header>
        <div>
          <h2>{say(isStaff ? "log" : "log.alerts")}</h2>
          <p>{say(isStaff ? "log.line" : "log.alerts_line")}</p>
        </div>
      </header>
      {isBroken && <p className="quietline">{say("log.failed")}</p>}
      {isEmpty && <p className="quietline">{say("log.empty")}</p>}
      <ol className="log num">
        {entries.slice(0, most).map(({ id, at, tone, words }) => (
          <li key={id}>
            <time dateTime={at}>{dayAndTime(at)}</time>
            <span className={`bul ${tone}`} role="img" aria-label={say(`tone.${tone}`)} />
            <span>{words}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function eventsIn(events: Happened[], labelOf: (provider: string) => string): Entry[] {
  return events.flatMap((event) => {
    const line = lineOf(event, labelOf);
    return line ? [{ id: event.id, at: event.at, ...line }] : [];
  });
}

function alertsIn(alerts: AlertTold[]): Entry[] {
  return alerts.map(({ id, at, kind, message }) => ({
    id: String(id),
    at,
    tone: kind === "quota_window" ? "warn" : "err",
    words: message,
  }));
}
