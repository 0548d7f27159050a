/** One member at the table. */
import { ArrowLeftRight, Award, Maximize2, TriangleAlert } from "lucide-react";
import { memo, useState } from "react";
import { Banner } from "../../ui/Banner";
import { Boundary } from "../../ui/Boundary";
import { useNow } from "../../ui/clock";
import { CopyButton } from "../../ui/CopyButton";
import { hueOf, Monogram } from "../../ui/Monogram";
import { StopMark } from "../../ui/StopMark";
import { T, t } from "../../ui/t";
import { CardBody } from "./CardBody";
import { Measures } from "./Measures";
import type { PillState } from "./pill";
import { isMoving, stateOf } from "./pill";
import { StatePill } from "./StatePill";
import { FellBack } from "./FellBack";
import { LateNote } from "./LateNote";
import { RoutingNote } from "./RoutingNote";
import { type Fallback, type Voice } from "./voice";
import { tookDetour } from "./models";
import { WhoSpeaks } from "./WhoSpeaks";

interface Props {
  voice: Voice;
  place: number;
  letter: string;
  isChosen: boolean;
  canStop: boolean;
  stop: (member: string) => void;
  focus: (member: string) => void;
  isPicked: boolean;
  pick: ((member: string) => void) | null;
}

export const OpinionCard = memo(function OpinionCard(props: Props) {
  const { voice, place, letter, isChosen } = props;
  const isTicking = voice.status === "waiting" || voice.status === "speaking";
  const now = useNow(isTicking);
  const state = stateOf(voice, now);
  const title = `name-${voice.member}`;
  const [showsFirst, setShowsFirst] = useState(false);
  const shown = showsFirst && voice.first ? { ...voice, ...voice.first } : voice;
  return (
    <article
      id={`card-${voice.member}`}
      className={`card ${hueOf(place)} s-${state}${isChosen ? " sel" : ""}`}
      aria-labelledby={title}
      aria-busy={state === "speaking"}
    >
      <header>
        <Monogram letter={letter} />
        <WhoSpeaks voice={voice} title={voice.role} id={title} />
        <StatePill state={state} voice={voice} now={now} />
      </header>
      <Boundary broken={(again) => <BrokenCard again={again} />}>
        <Notes voice={voice} state={state} />
        {voice.first && <Rounds isFirst={showsFirst} choose={setShowsFirst} />}
        {state !== "abstained" && <CardBody voice={shown} state={showsFirst ? "given" : state} now={now} />}
      </Boundary>
      {state !== "abstained" && <Footer {...props} state={state} now={now} />}
      <span className="stub" aria-hidden="true" />
    </article>
  );
});

function Rounds({ isFirst, choose }: { isFirst: boolean; choose: (isFirst: boolean) => void }) {
  return (
    <p className="note quiet rounds">
      <span>{t(isFirst ? "round.first" : "round.again")}</span>
      <button type="button" className="linkish" onClick={() => choose(!isFirst)}>{t(isFirst ? "round.show_again" : "round.show_first")}</button>
    </p>
  );
}

function Notes({ voice, state }: { voice: Voice; state: PillState }) {
  const fallback = voice.fallbacks.at(-1);
  if (state === "abstained") {
    return <p className="note quiet"><span title={voice.message ?? ""}>{voice.message}</span></p>;
  }
  if (state === "failed") {
    return (
      <p className="note err">
        <TriangleAlert className="ic" aria-hidden />
        <span><T k="card.failed" title={t("pill.failed") + "."} message={voice.message ?? ""} /></span>
      </p>
    );
  }
  return (
    <>
      {voice.is_late && <LateNote />}
      {tookDetour(voice) ? <RoutingNote voice={voice} /> : fallback && <FallbackNote voice={voice} fallback={fallback} />}
    </>
  );
}

function FallbackNote({ voice, fallback }: { voice: Voice; fallback: Fallback }) {
  return (
    <p className="note" title={fallback.message}>
      <ArrowLeftRight className="ic" aria-hidden />
      <span><FellBack voice={voice} fallback={fallback} /></span>
    </p>
  );
}

function Footer({ voice, state, now, canStop, stop, focus, isPicked, pick }: Props & { state: PillState; now: number }) {
  const { member, role } = voice;
  const hasText = voice.text !== "" && (state === "given" || state === "stopped" || state === "speaking");
  return (
    <footer>
      <Measures voice={voice} now={now} />
      {hasText && state !== "speaking" && <CopyButton text={voice.text} label={t("card.copy", { role })} />}
      {pick && voice.status === "given" && (
        <button type="button" className="iconbtn" title={t("feedback.better", { role })} aria-label={t("feedback.better", { role })} aria-pressed={isPicked} onClick={() => pick(member)}>
          <Award className="ic" aria-hidden />
        </button>
      )}
      {canStop && (isMoving(state) || state === "waiting") && (
        <button type="button" className="iconbtn" title={t("card.stop", { role })} aria-label={t("card.stop", { role })} onClick={() => stop(member)}>
          <StopMark />
        </button>
      )}
      {hasText && (
        <button type="button" className="iconbtn" title={t("card.focus", { role })} aria-label={t("card.focus", { role })} onClick={() => focus(member)}>
          <Maximize2 className="ic" aria-hidden />
        </button>
      )}
    </footer>
  );
}

function BrokenCard({ again }: { again: () => void }) {
  return (
    <Banner tone="err" action={<button type="button" className="btn sm" onClick={again}>{t("try_again")}</button>}>
      <T k="card.broken" />
    </Banner>
  );
}
