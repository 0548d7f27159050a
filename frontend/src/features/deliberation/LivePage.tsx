/** One deliberation, live or long finished: the same screen, fed by the same log. */
import { useDeferredValue } from "react";
import { Link } from "wouter";
import { useDeliberationRow } from "../../api/queries";
import type { Deliberation } from "../../api/types";
import { Fault } from "../../ui/Blank";
import { t } from "../../ui/t";
import { Live } from "./Live";
import { LiveSkeleton } from "./LiveSkeleton";

export function LivePage({ id }: { id: string }) {
  const row = useDeliberationRow(id);
  // Drawn bit by bit behind the skeleton: long opinions in one go would hold the page up.
  const shown = useDeferredValue<Deliberation | null>(row.data ?? null, null);
  if (row.isError) {
    const toAsk = <Link className="btn" href="/">{t("page.to_ask")}</Link>;
    return <div className="page"><Fault error={row.error} again={() => void row.refetch()} toAsk={toAsk} /></div>;
  }
  return shown?.id === id ? <Live key={id} row={shown} /> : <LiveSkeleton />;
}
