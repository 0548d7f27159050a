/** Which point of the answer before was contested, why, and what became of the answer. */
import { Link } from "wouter";
import { useConversation } from "../../api/queries";
import type { Deliberation } from "../../api/types";
import { T, t } from "../../ui/t";
import type { DeliberationView } from "./view";

export function Contested({ row, view }: { row: Deliberation; view: DeliberationView }) {
  const { contest, revises } = row;
  if (!contest) return null;
  return (
    <p className="contested" dir="auto">
      <T k="contest.of" claim={contest.claim} />{" "}
      {contest.reason && <><T k="contest.reason_was" reason={contest.reason} />{" "}</>}
      {view.chair?.status === "given" && <WhatCame row={row} text={view.chair.text} />}{" "}
      {revises && <Link href={`/d/${revises}`}>{t("contest.before")}</Link>}
    </p>
  );
}

/** Nothing where the answer before is not known. */
function WhatCame({ row, text }: { row: Deliberation; text: string }) {
  const { data } = useConversation(row.conversation, row.id);
  const before = data?.turns.find((turn) => turn.id === row.revises)?.synthesis;
  return before ? t(before === text ? "contest.stands" : "contest.changed") : null;
}
