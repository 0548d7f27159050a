/** One deliberation in a list: the query, how it ended, and the beginning of the answer. */
import { Check, CircleSlash, LoaderCircle, TriangleAlert } from "lucide-react";
import { Link } from "wouter";
import { useCouncils } from "../api/queries";
import type { DeliberationEntry } from "../api/types";
import { StopMark } from "./StopMark";
import { dayAndTime } from "./time";
import { t, wordFor } from "./t";

export function Entry({ entry, isShort = false }: { entry: DeliberationEntry; isShort?: boolean }) {
  const { data: councils } = useCouncils();
  const council = councils?.find((each) => each.slug === entry.council)?.name ?? entry.council;
  return (
    <Link className="entry" href={`/d/${entry.id}`}>
      <span className="ask" dir="auto">{entry.query}</span>
      <EntryState entry={entry} />
      {!isShort && entry.synthesis_preview && <span className="preview" dir="auto">{entry.synthesis_preview}</span>}
      <span className="meta num">
        <time dateTime={entry.created_at}>{dayAndTime(entry.created_at)}</time>
        <span className="dot" />
        <span>{council}</span>
        <span className="dot" />
        <span>{wordFor("strategy", entry.strategy, entry.strategy).toLowerCase()}</span>
        {entry.rehearsal && <><span className="dot" /><span>{t("history.rehearsal")}</span></>}
      </span>
    </Link>
  );
}

export function EntryState({ entry }: { entry: Pick<DeliberationEntry, "status" | "outcome"> }) {
  const { status, outcome } = entry;
  if (status === "running" || status === "queued") {
    return <span className="state t-info"><LoaderCircle className="ic ic-s" aria-hidden />{t(`status.${status}`)}</span>;
  }
  if (status === "cancelled") {
    return <span className="state t-plain"><StopMark isFilled isSmall />{t("status.cancelled")}</span>;
  }
  if (status === "failed" || outcome === "none" || outcome === null) {
    return <span className="state t-err"><TriangleAlert className="ic ic-s" aria-hidden />{t("status.failed")}</span>;
  }
  const Icon = outcome === "full" ? Check : CircleSlash;
  return (
    <span className={outcome === "full" ? "state t-ok" : "state t-warn"}>
      <Icon className="ic ic-s" aria-hidden />
      {t(`outcome_word.${outcome}`)}
    </span>
  );
}
