/** The way to what stands beside a turn: the query asked otherwise, and the other versions of its answer. */
import { ChevronLeft, ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { useConversation } from "../../api/queries";
import type { Deliberation, Turn } from "../../api/types";
import { t } from "../../ui/t";
import { queriesBeside, versionsOf } from "./turns";

export function Steppers({ row }: { row: Deliberation }) {
  const { data } = useConversation(row.conversation, row.id);
  const turns = data?.turns ?? [];
  const versions = versionsOf(turns, row.id);
  const queries = queriesBeside(turns, row.id);
  const place = versions.findIndex((turn) => turn.id === row.id);
  const among = queries.findIndex((query) => query.some((turn) => turn.id === row.id));
  return (
    <>
      <Stepper of="query" place={among} stops={queries.map((query) => query.at(-1))} />
      <Stepper of="version" place={place} stops={versions} />
    </>
  );
}

function Stepper({ of, place, stops }: { of: "query" | "version"; place: number; stops: (Turn | undefined)[] }) {
  if (stops.length < 2) return null;
  return (
    <nav className="stepper num" aria-label={t(`turns.${of}`)}>
      <Step to={stops[place - 1]} label={t(`turns.${of}_before`)}><ChevronLeft className="ic" aria-hidden /></Step>
      <span>{t(`turns.${of}_place`, { place: place + 1, of: stops.length })}</span>
      <Step to={stops[place + 1]} label={t(`turns.${of}_after`)}><ChevronRight className="ic" aria-hidden /></Step>
    </nav>
  );
}

function Step({ to, label, children }: { to: Turn | undefined; label: string; children: ReactNode }) {
  if (!to) return <span className="iconbtn" aria-hidden="true" />;
  return <Link className="iconbtn" href={`/d/${to.id}`} aria-label={label} title={label}>{children}</Link>;
}
