/** What stands in a card: the opinion, or why there is none yet. */
import { t } from "../../ui/t";
import { Markdown } from "../../ui/Markdown";
import { useFollowEnd } from "../../ui/useFollowEnd";
import { AttemptList } from "./AttemptList";
import type { PillState } from "./pill";
import type { Voice } from "./voice";

interface Props {
  voice: Voice;
  state: PillState;
  now: number;
}

export function CardBody({ voice, state, now }: Props) {
  const isGrowing = state === "speaking";
  const { box, isBehind, hasMore, toLatest } = useFollowEnd<HTMLDivElement>(voice.text, isGrowing);
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
        <Content voice={voice} state={state} now={now} />
      </div>
      {isBehind && isGrowing && <button type="button" className="latest" onClick={toLatest}>{t("card.latest")}</button>}
    </>
  );
}

export function bodyId(member: string): string {
  return `opinion-${member}`;
}

function Content({ voice, state, now }: Props) {
  if (state === "speaking" || state === "given") return <Markdown text={voice.text} isGrowing={state === "speaking"} isCut={voice.is_partial} />;
  if (state === "stopped") return voice.text ? <Markdown text={voice.text} isCut /> : <p className="hushed">{t("card.nothing")}</p>;
  if (state === "waiting") return <p className="hushed">{t("card.not_begun")}</p>;
  return <AttemptList voice={voice} now={now} />;
}
