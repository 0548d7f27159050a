/** What was asked and answered before, each turn folded to its query; and the way to what stands beside. */
import { ChevronLeft, ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { useConversation } from "../../api/queries";
import type { Deliberation, Turn } from "../../api/types";
import { Markdown } from "../../ui/Markdown";
import { t } from "../../ui/t";
import { pathTo, siblingsOf } from "./turns";

export function EarlierTurns({ row }: { row: Deliberation }) {
  const { data } = useConversation(row.conversation, row.id);
  const earlier = pathTo(data?.turns ?? [], row.id);
  if (earlier.length === 0) return null;
  return (
    <section className="earlier" aria-label={t("turns.earlier")}>
      {earlier.map((turn) => <Earlier key={turn.id} turn={turn} />)}
    </section>
  );
}

function Earlier({ turn }: { turn: Turn }) {
  return (
    <details>
      <summary dir="auto">{turn.query}</summary>
      <div className="said" dir="auto">
        {turn.synthesis === null ? <p>{t("turns.unanswered")}</p> : <Markdown text={turn.synthesis} isGrowing={false} />}
        <Link href={`/d/${turn.id}`}>{t("turns.open")}</Link>
      </div>
    </details>
  );
}

export function SiblingSwitcher({ row }: { row: Deliberation }) {
  const { data } = useConversation(row.conversation, row.id);
  const siblings = siblingsOf(data?.turns ?? [], row.id);
  if (siblings.length < 2) return null;
  const place = siblings.findIndex((turn) => turn.id === row.id);
  return (
    <nav className="siblings num" aria-label={t("turns.versions")}>
      <Step to={siblings[place - 1]} label={t("turns.previous")}><ChevronLeft className="ic" aria-hidden /></Step>
      <span>{t("turns.place", { place: place + 1, of: siblings.length })}</span>
      <Step to={siblings[place + 1]} label={t("turns.next")}><ChevronRight className="ic" aria-hidden /></Step>
    </nav>
  );
}

function Step({ to, label, children }: { to: Turn | undefined; label: string; children: ReactNode }) {
  if (!to) return <span className="iconbtn" aria-hidden="true" />;
  return <Link className="iconbtn" href={`/d/${to.id}`} aria-label={label} title={label}>{children}</Link>;
}
