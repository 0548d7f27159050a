/** One member at the table. */
import { ArrowLeftRight } from "lucide-react";
import { memo, useState } from "react";
import { Link } from "wouter";
import { Banner } from "../../ui/Banner";
import { Boundary } from "../../ui/Boundary";
import { useNow } from "../../ui/clock";
import { hueOf, Monogram } from "../../ui/Monogram";
import { T, t } from "../../ui/t";
import type { Earlier } from "../../api/types";
import { CardBody } from "./CardBody";
import { CardFooter, type CardProps } from "./CardFooter";
import { EarlierSteps } from "./EarlierSteps";
import type { PillState } from "./pill";
import { stateOf } from "./pill";
import { StatePill } from "./StatePill";
import { FellBack } from "./FellBack";
import { LateNote } from "./LateNote";
import { RoutingNote } from "./RoutingNote";
import { type Fallback, type Voice } from "./voice";
import { tookDetour } from "./models";
import { WhoSpeaks } from "./WhoSpeaks";

interface Props extends CardProps {
  place: number;
  letter: string;
  part: string; // what it is here for, where not everybody does the same
  isContest: boolean; // a later round is of one point
  earlier: Earlier[];
  isChosen: boolean;
}

/** Whatever breaks in one leaves the others at the table. */
export const OpinionCard = memo(function OpinionCard(props: Props) {
  const { place, voice } = props;
  return (
    <Boundary broken={(again) => <BrokenPlace place={place} role={voice.role} again={again} />}>
      <Card {...props} />
    </Boundary>
  );
});

function Card(props: Props) {
  const { voice, place, letter, part, earlier, isChosen } = props;
  const isTicking = voice.status === "waiting" || voice.status === "speaking";
  const now = useNow(isTicking);
  const state = stateOf(voice, now);
  const title = `name-${voice.member}`;
  const [showsFirst, setShowsFirst] = useState(false);
  const times = earlier.length + 1;
  const [at, setAt] = useState(times);
  const before = earlier[at - 1] ?? (showsFirst ? voice.first : null);
  const shown = before ? { ...voice, ...before } : voice;
  const isFolded = state === "abstained" && !before;
  return (
    <article
      id={`card-${voice.member}`}
      className={`card ${hueOf(place)} s-${before ? "given" : state}${isChosen ? " sel" : ""}`}
      aria-labelledby={title}
      aria-busy={state === "speaking"}
    >
      <header>
        <Monogram letter={letter} />
        <WhoSpeaks voice={shown} title={voice.role} part={part} id={title} />
        <StatePill state={state} voice={voice} now={now} />
      </header>
      <Boundary broken={(again) => <BrokenCard again={again} />}>
        {times > 1 && <EarlierSteps at={at} of={times} role={voice.role} go={setAt} />}
        <div className="hold">
          {!before && <Notes voice={voice} state={state} />}
          {!isFolded && <CardBody voice={shown} state={before ? "given" : state} now={now} />}
        </div>
        {voice.is_late && !isFolded && <LateNote />}
        {voice.first && at === times && <Rounds isFirst={showsFirst} of={props.isContest ? "contest" : "round"} choose={setShowsFirst} />}
        {(!isFolded || props.actions.askAgain) && <CardFooter {...props} voice={shown} state={before ? "given" : state} now={now} />}
      </Boundary>
      <span className="stub" aria-hidden="true" />
    </article>
  );
}

function Rounds({ isFirst, of, choose }: { isFirst: boolean; of: "round" | "contest"; choose: (isFirst: boolean) => void }) {
  return (
    <p className="note quiet rounds">
      <span>{t(isFirst ? `${of}.first` : `${of}.again`)}</span>
      <button type="button" className="linkish" onClick={() => choose(!isFirst)}>{t(isFirst ? `${of}.show_again` : `${of}.show_first`)}</button>
    </p>
  );
}

function Notes({ voice, state }: { voice: Voice; state: PillState }) {
  const fallback = voice.fallbacks.at(-1);
  if (state === "abstained") {
    return (
      <p className="note quiet why">
        <span>{voice.message} {voice.code === "no_model_left" && <Link href="/providers">{t("page.to_providers")}</Link>}</span>
      </p>
    );
  }
  if (voice.text === "" || state === "failed") return null; // the attempts tell
  return tookDetour(voice) ? <RoutingNote voice={voice} /> : fallback && <FallbackNote voice={voice} fallback={fallback} />;
}

function FallbackNote({ voice, fallback }: { voice: Voice; fallback: Fallback }) {
  return (
    <p className="note" title={fallback.message}>
      <ArrowLeftRight className="ic" aria-hidden />
      <span><FellBack voice={voice} fallback={fallback} /></span>
    </p>
  );
}

function BrokenPlace({ place, role, again }: { place: number; role: string; again: () => void }) {
  return (
    <article className={`card ${hueOf(place)} s-failed`} aria-label={role}>
      <BrokenCard again={again} />
      <span className="stub" aria-hidden="true" />
    </article>
  );
}

function BrokenCard({ again }: { again: () => void }) {
  return (
    <Banner tone="err" action={<button type="button" className="btn sm" onClick={again}>{t("try_again")}</button>}>
      <T k="card.broken" />
    </Banner>
  );
}
