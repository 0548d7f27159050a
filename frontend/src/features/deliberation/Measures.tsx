/** Seconds, tokens, speed and cost; while a voice speaks, what can be counted here. */
import { secondsSince } from "../../ui/countdown";
import { formatNumber, T, t } from "../../ui/t";
import { money } from "../../ui/time";
import type { Voice } from "./voice";

export function Measures({ voice, now, standing = null }: { voice: Voice; now: number; standing?: string | null }) {
  return (
    <span className="measures num">
      {standing !== null && <span><T k="card.standing" place={standing} /></span>}
      {voice.is_partial && <span>{t("card.partial")}</span>}
      {voice.usage && voice.seconds !== null ? <Final key={`${standing}`} voice={voice} seconds={voice.seconds} isRated={standing === null} /> : <SoFar voice={voice} now={now} />}
    </span>
  );
}

/** Its speed makes way for its standing; what was taken over took no tokens. */
function Final({ voice, seconds, isRated }: { voice: Voice; seconds: number; isRated: boolean }) {
  const tokens = voice.usage?.output_tokens ?? 0;
  const rate = seconds > 0 ? Math.round(tokens / seconds) : 0;
  const cost = money(voice.cost_usd);
  return (
    <>
      <span><T k="card.seconds" seconds={seconds.toFixed(1)} /></span>
      {tokens > 0 && <span><T k={voice.usage?.is_estimated ? "card.tokens_estimated" : "card.tokens"} tokens={formatNumber(tokens)} /></span>}
      {isRated && rate > 0 && <span className="rate"><T k="card.rate" rate={rate} /></span>}
      {cost && <span>{cost}</span>}
    </>
  );
}

function SoFar({ voice, now }: { voice: Voice; now: number }) {
  const last = voice.attempts.at(-1);
  const words = voice.text === "" || voice.status === "failed" ? 0 : voice.text.trim().split(/\s+/).length;
  if (!last) return null;
  const seconds = secondsSince(last.started_at, now);
  if (voice.retry) {
    const { model, most } = voice.retry;
    const made = voice.attempts.filter((attempt) => attempt.model === model).length;
    return made > 0 && <span>{most > 0 ? <T k="card.attempt_of" made={made} most={most} /> : <T k="card.attempt" number={last.number} />}</span>;
  }
  return (
    <>
      {last.end === "running" && <span key={`s${`${seconds}`.length}`} className="sofar"><T k="card.seconds" seconds={seconds} /></span>}
      {last.end !== "running" && words === 0 && <span><T k="card.attempts" count={voice.attempts.length} /></span>}
      {words > 0 && <span key={`w${`${words}`.length}`}><T k="card.words" count={words} /></span>}
    </>
  );
}
