/** What was asked and answered before: a block for each turn, folded to its synthesis. */
import { memo } from "react";
import { Link } from "wouter";
import { useConversation } from "../../api/queries";
import type { Deliberation, Turn } from "../../api/types";
import { Markdown } from "../../ui/Markdown";
import { t } from "../../ui/t";
import { pathTo } from "./turns";

export const EarlierTurns = memo(function EarlierTurns({ row }: { row: Deliberation }) {
  const { data } = useConversation(row.conversation, row.id);
  const earlier = pathTo(data?.turns ?? [], row.id);
  if (earlier.length === 0) return null;
  return (
    <section className="earlier" aria-label={t("turns.earlier")}>
      {earlier.map((turn) => <Earlier key={turn.id} turn={turn} />)}
    </section>
  );
});

function Earlier({ turn }: { turn: Turn }) {
  return (
    <details>
      <summary dir="auto">
        <span>{turn.query}</span>{" "}
        <small>{turn.synthesis_preview || t("turns.unanswered")}</small>
      </summary>
      <div className="said" dir="auto">
        {turn.synthesis === null ? <p>{t("turns.unanswered")}</p> : <Markdown text={turn.synthesis} isGrowing={false} />}
        <Link href={`/d/${turn.id}`}>{t("turns.open")}</Link>
      </div>
    </details>
  );
}
