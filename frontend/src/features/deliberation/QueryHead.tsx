/** The query itself, under which terms it is considered, and what can be done about it as a whole. */
import { Columns2, Pencil } from "lucide-react";
import { Fragment, lazy, memo, Suspense, useState } from "react";
import { Link, useLocation } from "wouter";
import { useCouncils } from "../../api/queries";
import type { Deliberation } from "../../api/types";
import { useNow } from "../../ui/clock";
import { secondsBetween, secondsSince } from "../../ui/countdown";
import { StopMark } from "../../ui/StopMark";
import { formatNumber, t, wordFor } from "../../ui/t";
import { money, timeOf } from "../../ui/time";
import { ContestButton } from "./ContestButton";
import { Contested } from "./Contested";
import { roleOf } from "./markdownOf";
import { asStrategy, asUsual, keepDraft, keepDraftCouncil, keepDraftEdits, keepDraftTerms } from "./draft";
import { Steppers } from "./Steppers";
import type { DeliberationView } from "./view";
import { isOver } from "./view";
import { hasGiven } from "./voice";

const ShareMenu = lazy(() => import("./share/ShareMenu").then((loaded) => ({ default: loaded.ShareMenu })));
const long = 260;

interface Props {
  view: DeliberationView;
  row: Deliberation;
  isArmed: boolean;
  stopAll: () => void;
}

export const QueryHead = memo(function QueryHead({ view, row, isArmed, stopAll }: Props) {
  const [isOpen, setIsOpen] = useState(false);
  const [, navigate] = useLocation();
  const isLong = view.query.length > long || view.query.split("\n").length > 3;
  const look = isLong ? (isOpen ? "open" : "clamped") : "";

  function edit(): void {
    keepDraft(view.query);
    keepDraftCouncil(view.council);
    keepDraftTerms({ ...asUsual, strategy: asStrategy(view.strategy) });
    keepDraftEdits(row.id, ...(row.to ? [row.to, roleOf(view, row.to)] : []));
    navigate("/");
  }

  return (
    <section className="query" aria-label={t("live.query")}>
      <Terms view={view} row={row} />
      <h1 className={look} dir="auto" {...(isOpen && { tabIndex: 0 })}>{view.query}</h1>
      {isLong && (
        <button type="button" className="more" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
          {isOpen ? t("live.show_less") : t("live.show_all")}
        </button>
      )}
      <Contested row={row} view={view} />
      <div className="acts">
        <Steppers row={row} />
        {isOver(view) && view.chair?.text && <ContestButton id={row.id} view={view} />}
        {isOver(view) && <Suspense fallback={<span className="iconbtn" />}><ShareMenu id={row.id} /></Suspense>}
        {/* At another place it is another element, not one that moves. */}
        {canCompare(view) && (
          <Link key={String(isOver(view))} className="iconbtn" href={`/d/${row.id}/compare`} aria-label={t("live.compare")} title={t("live.compare")}>
            <Columns2 className="ic" aria-hidden />
          </Link>
        )}
        <button key={isOver(view) ? "edit" : "edit now"} type="button" className={isOver(view) ? "btn" : "btn quiet desktoponly"} aria-label={t("live.edit")} title={t("live.edit")} onClick={edit}>
          <Pencil className="ic" aria-hidden />
          <span className="desktoponly">{t("live.edit")}</span>
        </button>
        {!isOver(view) && (
          <button type="button" className={isArmed ? "btn stop armed" : "btn stop"} onClick={stopAll}>
            <StopMark isFilled />
            {t("live.stop_all")} <kbd className="desktoponly">Esc Esc</kbd>
          </button>
        )}
      </div>
    </section>
  );
});

function Terms({ view, row }: { view: DeliberationView; row: Deliberation }) {
  const now = useNow(!isOver(view));
  const { data: councils, isPending } = useCouncils();
  const council = councils?.find((each) => each.slug === view.council)?.name ?? view.council;
  const cost = costOf(view);
  const askedAt = row.created_at;
  const seconds = secondsOf(view, askedAt, now);
  return (
    <p className={isPending ? "meta num unseen" : "meta num"}>
      <b>{council}</b>
      <span className="dot opt" />
      <span className="opt">{wordFor("strategy", view.strategy, view.strategy)}</span>
      <span className="dot opt" />
      <span className="opt">{t("live.members", { count: view.members.length })}</span>
      <span className="dot opt" />
      <span className="opt">{t("live.asked", { time: timeOf(askedAt) })}</span>
      <span className="dot" />
      <span>{t("live.seconds", { count: seconds })}</span>
      {cost && <Fragment key={seconds.length}><span className="dot opt" /><span className="opt">{cost}</span></Fragment>}
      {row.history.left_out > 0 && <><span className="dot" /><span>{t("live.left_out", { count: row.history.left_out })}</span></>}
    </p>
  );
}

function canCompare(view: DeliberationView): boolean {
  return view.members.filter(hasGiven).length + (view.chair?.status === "given" ? 1 : 0) > 1;
}

function secondsOf(view: DeliberationView, askedAt: string, now: number): string {
  const from = view.started_at ?? askedAt;
  if (view.receipt) return formatNumber(view.receipt.seconds);
  return formatNumber(view.ended_at ? secondsBetween(from, view.ended_at) : secondsSince(from, now));
}

/** Nothing while any part is unknown: a sum with a hole in it would mislead. */
function costOf(view: DeliberationView): string {
  if (view.receipt) return view.receipt.is_complete ? money(view.receipt.cost_usd) : "";
  const spoken = [...view.members, ...(view.chair ? [view.chair] : [])].filter((voice) => voice.status === "given");
  if (spoken.length === 0 || spoken.some((voice) => voice.cost_usd === null)) return "";
  const sum = spoken.reduce((total, voice) => total + Number(voice.cost_usd), 0);
  return isOver(view) ? money(String(sum)) : t("live.so_far", { cost: money(String(sum)) });
}
