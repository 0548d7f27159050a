/** What the chair waits for: opinions so far, the deadline, and a way not to wait. */
import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { useNow } from "../../ui/clock";
import { secondsLeft } from "../../ui/countdown";
import { lettersOf } from "../../ui/Monogram";
import { T, t, wordFor as localWord } from "../../ui/t";
import { stateOf, wordFor } from "./pill";
import type { DeliberationView } from "./view";
import { isOver } from "./view";
import { hasGiven, isSettled } from "./voice";

const unwritten = new Set(["best_of", "quick", "vote"]); // an opinion stands, unchanged

interface Props {
  view: DeliberationView;
  canCommand: boolean;
  synthesizeNow: () => void;
  children: ReactNode; // what is to be known of whoever was asked
}

export function ChairWaiting({ view, canCommand, synthesizeNow, children }: Props) {
  const now = useNow(!isOver(view));
  const given = view.members.filter(hasGiven).length;
  const letters = lettersOf(view.members.map((voice) => voice.role));
  const count = secondsUntil(view, now);
  const sentence = sentenceOf(view, given);
  return (
    <div className="waiting">
      <h3 key={sentence}>{sentence}</h3>
      <ol className="heard" aria-label={t("chair.quorum")}>
        {view.members.map((voice, i) => {
          const state = stateOf(voice, now);
          return (
            <li key={voice.member} className={`s-${state}`}>
              <b aria-hidden="true">{letters[i]}</b>
              <span className="sr">{voice.role}: </span>
              {wordFor(state, voice)}
            </li>
          );
        })}
      </ol>
      <p className="q-line num">
        <span key={`${given < view.quorum}`}><T k={given < view.quorum ? "chair.of_quorum" : "chair.over_quorum"} given={given} quorum={view.quorum} /></span>
        {count !== null && <span key={`${view.ends_at}${String(count).length}`}>{t(view.ends_at ? "chair.ends" : "chair.deadline", { count })}</span>}
      </p>
      <div className="kept">
        {canCommand && given > 0 && view.chair?.attempts.length === 0 && (
          <button type="button" className="btn" onClick={synthesizeNow}>{t("chair.synthesize", { count: given })}</button>
        )}
        {children}
      </div>
      {!unwritten.has(view.strategy) && (
        <div className="early">
          <h4>{t("chair.will_see")}</h4>
          <ul>{seenIn(view).map((seen) => <li key={seen}><Check className="ic" aria-hidden /><span>{t(seen)}</span></li>)}</ul>
        </div>
      )}
    </div>
  );
}

function seenIn({ strategy }: DeliberationView) {
  const reviews = strategy === "peer_review" ? (["chair.sees_reviews"] as const) : [];
  return ["chair.sees_opinions", ...reviews, "chair.sees_silent"] as const;
}

function sentenceOf(view: DeliberationView, given: number): string {
  if (view.chair && view.chair.attempts.length > 0) {
    return view.chair.retry || view.chair.fallbacks.length > 0 ? t("chair.between") : t("chair.asked");
  }
  if (view.members.some((voice) => voice.first !== null && !isSettled(voice))) return t(view.strategy === "contest" ? "chair.contest" : "chair.exchange");
  if (view.reviews.some((review) => review.status === "reading")) return t("chair.reviews");
  if (view.members.length > 0 && view.members.every(isSettled)) return t("chair.about_to");
  if (given >= view.quorum && given > 0) return t("chair.waits_rest");
  if (view.quorum === 1) return t("chair.waits_for_single");
  return t("chair.waits_for", { number: localWord("number", String(view.quorum), String(view.quorum)) });
}

function secondsUntil(view: DeliberationView, now: number): number | null {
  const until = view.ends_at ?? view.deadline_at;
  return until && view.chair?.attempts.length === 0 ? secondsLeft(until, now) : null;
}
