/** A voice's state: words and a mark, never colour alone. */
import { ArrowLeftRight, Check, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { memo } from "react";
import { secondsLeft, shareLeft } from "../../ui/countdown";
import { Ring } from "../../ui/Ring";
import { StopMark } from "../../ui/StopMark";
import { t } from "../../ui/t";
import type { PillState } from "./pill";
import { isCut, isLate, wordFor, wordsFor } from "./pill";
import { areAlikeButText, type Voice } from "./voice";

const looks: Record<PillState, string> = {
  waiting: "t-dashed",
  asking: "t-info",
  speaking: "t-accent",
  retrying: "t-warn",
  falling_back: "t-warn",
  given: "t-ok",
  stopped: "t-plain",
  abstained: "t-solid",
  failed: "t-err",
};

const unmarked = new Set<PillState>(["speaking", "asking", "stopped"]); // where there is room for the word alone

interface Props {
  state: PillState;
  voice: Voice;
  now: number;
  isChair?: boolean;
  isShort?: boolean;
}

export const StatePill = memo(function StatePill({ state, voice, now, isChair = false, isShort = false }: Props) {
  const look = isChair && state === "speaking" ? "t-brass" : isLate(state, voice) ? "t-plain" : isCut(state, voice) ? "t-warn" : looks[state];
  const words = isShort ? shortWords(state, voice, now) : wordsFor(state, voice, now);
  // Of another width it is another pill, not one that moves.
  return (
    <span key={words.replace(/\d/g, "0")} className={`state ${look}`}>
      {!(isShort && unmarked.has(state)) && <Mark state={state} voice={voice} now={now} />}
      <span className="num">{words}</span>
    </span>
  );
}, areAlikeButText);

function shortWords(state: PillState, voice: Voice, now: number): string {
  if (state !== "retrying" || !voice.retry) return wordFor(state, voice);
  return t("live.seconds", { count: secondsLeft(voice.retry.resumes_at, now) });
}

function Mark({ state, voice, now }: Pick<Props, "state" | "voice" | "now">): ReactNode {
  switch (state) {
    case "waiting":
    case "abstained":
      return null;
    case "asking":
      return <span className="spin" aria-hidden="true" />;
    case "speaking":
      return <span className="bars" aria-hidden="true"><i /><i /><i /></span>;
    case "retrying":
      return voice.retry && <Ring share={shareLeft(voice.retry.since, voice.retry.resumes_at, now)} />;
    case "falling_back":
      return <ArrowLeftRight className="ic ic-s" aria-hidden />;
    case "given":
      return isCut(state, voice) ? <TriangleAlert className="ic ic-s" aria-hidden /> : <Check className="ic ic-s" aria-hidden />;
    case "stopped":
      return <StopMark isFilled isSmall />;
    case "failed":
      return <TriangleAlert className="ic ic-s" aria-hidden />;
  }
}
