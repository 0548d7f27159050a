/** The table: one slim band with the stages inlaid, the only progress display there is. */
import { Check } from "lucide-react";
import { memo } from "react";
import { useNow } from "../../ui/clock";
import { t } from "../../ui/t";
import { roleOf } from "./markdownOf";
import type { PillState } from "./pill";
import { stateOf, wordFor } from "./pill";
import type { DeliberationView } from "./view";
import { isOver } from "./view";
import { hasGiven } from "./voice";

const order: PillState[] = ["given", "speaking", "asking", "retrying", "falling_back", "waiting", "stopped", "abstained", "failed"];

const reviewed = new Set(["best_of", "peer_review"]);

export const StageBand = memo(function StageBand({ view }: { view: DeliberationView }) {
  const isEnded = isOver(view);
  const now = useNow(!isEnded);
  const chair = view.chair;
  const hasChairBegun = chair !== null && (chair.attempts.length > 0 || chair.status === "given");
  const hasSynthesis = chair?.status === "given";
  const isUnheard = isEnded && !view.members.some(hasGiven);
  const hasExchange = view.members.some((voice) => voice.first !== null);
  const isReviewed = view.reviews.length > 0;
  const hasReviews = isReviewed || (!isEnded && !hasChairBegun && view.members.length > 2 && reviewed.has(view.strategy));
  const isReviews = !hasChairBegun && !isEnded && isReviewed;
  const isOpinions = !hasChairBegun && !isEnded && !hasExchange && !isReviewed;
  const isExchange = !hasChairBegun && !isEnded && hasExchange;
  return (
    <ol className="tabletop">
      <Stage number={1} name={t(view.strategy === "red_team" ? "stage.red_team" : "stage.opinions")} line={hasExchange ? t("count.given", { n: view.members.filter(hasGiven).length }) : opinionsLine(view, now)} isNow={isOpinions || (isEnded && view.is_side_by_side)} isPast={!isOpinions && !isUnheard} isBroken={isUnheard} />
      {hasExchange && <Stage number={2} name={t(view.strategy === "contest" ? "stage.contest" : "stage.exchange")} line={opinionsLine(view, now)} isNow={isExchange} isPast={!isExchange} />}
      {hasReviews && <Stage number={2} name={t("stage.reviews")} line={reviewsLine(view)} isNow={isReviews} isPast={isReviewed && !isReviews} />}
      {!view.is_side_by_side && <Stage
        key={`${hasExchange || hasReviews}`}
        number={hasExchange || hasReviews ? 3 : 2}
        name={t("stage.synthesis")}
        line={synthesisLine(view, now)}
        isNow={hasChairBegun || (isEnded && !hasSynthesis)}
        isPast={hasSynthesis}
        isBroken={isEnded && !hasSynthesis}
        isChairs
      />}
    </ol>
  );
});

interface StageProps {
  number: number;
  name: string;
  line: string;
  isNow: boolean;
  isPast: boolean;
  isBroken?: boolean;
  isChairs?: boolean;
}

function Stage({ number, name, line, isNow, isPast, isBroken = false, isChairs = false }: StageProps) {
  const looks = ["stage", isChairs && "brass", isPast ? "past" : isNow && !isBroken && "now", isBroken && "broken", isPast && isNow && "last"];
  return (
    <li className={looks.filter(Boolean).join(" ")} {...(isNow && { "aria-current": "step" as const })}>
      <span className="n num" aria-hidden="true">{isPast ? <Check className="ic ic-s" /> : number}</span>
      <span className="t">
        <strong>{name}</strong>
        <small className="num" title={line}>{line}</small>
      </span>
    </li>
  );
}

function opinionsLine(view: DeliberationView, now: number): string {
  const states = view.members.filter((voice) => !voice.is_late).map((voice) => stateOf(voice, now));
  const counted = order.flatMap((state) => {
    const n = states.filter((each) => each === state).length;
    return n > 0 ? [t(`count.${state}`, { n })] : [];
  });
  const n = view.members.filter((voice) => voice.status === "given" && !voice.is_late && voice.fallbacks.length > 0).length;
  if (n > 0) counted.splice(1, 0, t("count.by_fallback", { n }));
  const late = view.members.length - states.length;
  if (late > 0) counted.push(t("count.late", { n: late }));
  return counted.join(", ");
}

function reviewsLine(view: DeliberationView): string {
  const counted = (["given", "reading", "failed", "stopped"] as const).flatMap((status) => {
    const n = view.reviews.filter((review) => review.status === status).length;
    return n > 0 ? [t(`count.${status}`, { n })] : [];
  });
  const first = view.standings?.is_tied ? undefined : view.standings?.standings[0];
  if (first) counted.push(t("stage.first", { role: roleOf(view, first.member) }));
  return counted.join(", ") || t("stage.unsigned");
}

function chosenBy({ strategy, outcome }: DeliberationView): string {
  if (outcome === "single") return t("stage.opinion_stands");
  return strategy === "best_of" ? t("part.by_standings") : strategy === "vote" ? t("part.by_vote") : t("stage.opinion_stands");
}

function synthesisLine(view: DeliberationView, now: number): string {
  const { chair, quorum } = view;
  if (chair?.status === "given") return view.chosen === null ? t("pill.given").toLowerCase() : chosenBy(view);
  if (isOver(view)) return t("stage.none");
  if (!chair || chair.attempts.length === 0) return t("stage.at_quorum", { quorum });
  return wordFor(stateOf(chair, now), chair).toLowerCase();
}
