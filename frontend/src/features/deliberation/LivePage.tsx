/** One deliberation, live or long finished: the same screen, fed by the same log. */
import { Link } from "wouter";
import { useDeliberationRow } from "../../api/queries";
import { Fault } from "../../ui/Blank";
import { t } from "../../ui/t";
import { Live } from "./Live";
import { LiveSkeleton } from "./LiveSkeleton";

export function LivePage({ id }: { id: string }) {
  const row = useDeliberationRow(id);
  if (row.isPending) return <LiveSkeleton />;
  if (row.isError) {
    const toAsk = <Link className="btn" href="/">{t("page.to_ask")}</Link>;
    return <div className="page"><Fault error={row.error} again={() => void row.refetch()} toAsk={toAsk} /></div>;
  }
  return <Live key={id} row={row.data} />;
}
