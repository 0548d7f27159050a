/** Every attempt as a bar on one time axis. */
import { Fragment } from "react";
import { useNow } from "../../ui/clock";
import { hueOf, lettersOf, Monogram, ChairMark } from "../../ui/Monogram";
import { formatNumber, t } from "../../ui/t";
import { reasonOf } from "./AttemptList";
import { AttemptTable } from "./AttemptTable";
import { type Axis, spanOf } from "./axis";
import { say } from "./chairWords";
import { reviewsBy } from "./review";
import type { DeliberationView } from "./view";
import { isOver } from "./view";
import type { AttemptView } from "./attempts";
import type { Voice } from "./voice";
import { modelOf } from "./models";

export function AttemptTrace({ view }: { view: DeliberationView }) {
  const now = useNow(!isOver(view));
  const from = Date.parse(view.started_at ?? "");
  const until = view.ended_at ? Date.parse(view.ended_at) : now;
  const axis: Axis = { from, seconds: Math.max(1, (until - from) / 1_000), until };
  const letters = lettersOf(view.members.map((voice) => voice.role));
  return (
    <div className="trace" tabIndex={0} role="group" aria-label={t("chair.attempts")}>
      {view.members.map((voice, i) => (
        <section key={voice.member} className={hueOf(i)} aria-labelledby={`trace-${voice.member}`}>
          <h3 id={`trace-${voice.member}`}><Monogram letter={letters[i] ?? ""} isMini />{voice.role}</h3>
          <Attempts voice={voice} axis={axis} />
          {reviewsBy(view, voice).map(({ round, attempts }) => attempts.length > 0 && (
            <Fragment key={round}>
              <h4>{say(round > 1 ? "trace.review_again" : "trace.review")}</h4>
              <Bars voice={voice} attempts={attempts} axis={axis} />
            </Fragment>
          ))}
        </section>
      ))}
      {view.formerChairs.map((voice, i) => (
        <section key={i} aria-labelledby={`trace-chair-${i}`}>
          <h3 id={`trace-chair-${i}`}><ChairMark isMini />{t("chair.former")}</h3>
          <Attempts voice={voice} axis={axis} />
        </section>
      ))}
      {view.chair && view.chair.attempts.length > 0 && (
        <section aria-labelledby="trace-chair">
          <h3 id="trace-chair"><ChairMark isMini />{t("chair")}</h3>
          <Attempts voice={view.chair} axis={axis} />
        </section>
      )}
      <p className="axis num" aria-hidden="true"><span>0 s</span><span>{t("attempt.axis", { seconds: formatNumber(axis.seconds) })}</span></p>
      <AttemptTable view={view} axis={axis} />
    </div>
  );
}

function Attempts({ voice, axis }: { voice: Voice; axis: Axis }) {
  if (voice.attempts.length === 0) return <p className="why">{t("attempt.none")}</p>;
  return <Bars voice={voice} attempts={voice.attempts} axis={axis} />;
}

function Bars({ voice, attempts, axis }: { voice: Voice; attempts: AttemptView[]; axis: Axis }) {
  return (
    <ol>
      {attempts.map((attempt, i) => <Bar key={i} voice={voice} attempt={attempt} axis={axis} />)}
    </ol>
  );
}

function Bar({ voice, attempt, axis }: { voice: Voice; attempt: AttemptView; axis: Axis }) {
  const { begin, end } = spanOf(attempt, axis);
  const share = (seconds: number) => Math.min(100, Math.max(0, (seconds / axis.seconds) * 100));
  const width = Math.max(0.6, share(end) - share(begin));
  const isKept = attempt.number === 0; // nobody was asked: the text was given before
  const hasAnswered = attempt.end === "running" || attempt.end === "given";
  const reason = hasAnswered ? (isKept ? t("attempt.kept") : "") : (attempt.message ?? reasonOf(attempt));
  return (
    <li>
      <span>{!isKept && <span className="sr">{t("attempt.number", { number: attempt.number })}</span>}{modelOf(voice, attempt.model)?.label}</span>
      <time className="num">{formatNumber(Math.max(0, end - begin))} s</time>
      <svg viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label={t("attempt.bar", { from: formatNumber(begin), to: formatNumber(end) })}>
        <rect className="track" width="100" height="6" />
        <rect className={`bar ${attempt.end}`} x={share(begin)} width={width} height="6" />
      </svg>
      {reason && <span className="why">{reason}</span>}
    </li>
  );
}
