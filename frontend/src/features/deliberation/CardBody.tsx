/** What stands in a card: the opinion, or why there is none yet. */
import { TriangleAlert } from "lucide-react";
import { T, t } from "../../ui/t";
import { Markdown } from "../../ui/Markdown";
import { useFollowEnd } from "../../ui/useFollowEnd";
import { AttemptList } from "./AttemptList";
import { Mend } from "./Mend";
import type { PillState } from "./pill";
import { useTurn } from "./useTurn";
import type { Voice } from "./voice";

interface Props {
  voice: Voice;
  state: PillState;
  now: number;
}

export function CardBody({ voice, state, now }: Props) {
  const isGrowing = state === "speaking";
  const isDue = useTurn(voice.text, isGrowing);
  const { box, isBehind, hasMore, toLatest } = useFollowEnd<HTMLDivElement>(isDue ? voice.text : "", isGrowing);
  return (
    <>
      <div
        ref={box}
        id={bodyId(voice.member)}
        className={hasMore && !isBehind ? "body fade" : "body"}
        role="group"
        tabIndex={0}
        aria-label={t("card.opinion", { role: voice.role })}
      >
        {isDue && <Content voice={voice} state={state} now={now} />}
      </div>
      {isBehind && isGrowing && <button type="button" className="latest" onClick={toLatest}>{t("card.latest")}</button>}
    </>
  );
}

function bodyId(member: string): string {
  return `opinion-${member}`;
}

function Content({ voice, state, now }: Props) {
  if (state === "speaking" || state === "given") return <Markdown key={voice.attempts.length} text={voice.text} isGrowing={state === "speaking"} isCut={voice.is_partial} />;
  if (state === "stopped") return voice.text ? <Markdown text={voice.text} isCut /> : <p className="hushed">{t("card.nothing")}</p>;
  if (state === "waiting") return <p className="hushed">{t("card.not_begun")}</p>;
  if (state === "failed") return <><Failed voice={voice} /><AttemptList voice={voice} now={now} /></>;
  return <AttemptList voice={voice} now={now} />;
}

function Failed({ voice }: { voice: Voice }) {
  return (
    <p className="note err">
      <TriangleAlert className="ic" aria-hidden />
      <span><T k="card.failed" title={t("pill.failed") + "."} message={voice.message ?? ""} /> <Mend voice={voice} /></span>
    </p>
  );
}
