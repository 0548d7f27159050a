/** The chair's pane at the head of the table: waiting, speaking, given or failed; and every attempt. */
import { ArrowLeftRight, Maximize2, RotateCw } from "lucide-react";
import type { ReactNode } from "react";
import { memo, Suspense, useMemo, useState } from "react";
import type { Dissent } from "../../api/types";
import { useNow } from "../../ui/clock";
import { CopyButton } from "../../ui/CopyButton";
import { Markdown } from "../../ui/Markdown";
import { ChairMark } from "../../ui/Monogram";
import { Tabs } from "../../ui/Tabs";
import { T, t } from "../../ui/t";
import { useIsPrinted } from "../../ui/printed";
import { useFollowEnd } from "../../ui/useFollowEnd";
import { AgreementStrip } from "./AgreementStrip";
import { AnotherChair, canWriteAgain, WritingActs } from "./ChairButtons";
import { ChairWaiting } from "./ChairWaiting";
import type { Actions } from "./actions";
import { roleOf } from "./markdownOf";
import type { Place } from "./Cites";
import { Cites, notesOf, usePlaces } from "./Cites";
import type { Note } from "../../ui/notes";
import { AttemptTrace, DissentPane, ReviewTable } from "./later";
import { Measures } from "./Measures";
import { NoSynthesis, SideBySide } from "./NoSynthesis";
import { OutcomeLine } from "./OutcomeLine";
import { stateOf } from "./pill";
import { StatePill } from "./StatePill";
import { type Rating, Thumbs } from "./Thumbs";
import { authorOf } from "./author";
import type { DeliberationView } from "./view";
import { isOver } from "./view";
import { RoutingNote } from "./RoutingNote";
import { type Voice } from "./voice";
import { tookDetour } from "./models";
import { useTurn } from "./useTurn";
import { WhoSpeaks } from "./WhoSpeaks";
import { FellBack } from "./FellBack";

type TabName = "synthesis" | "dissent" | "reviews" | "attempts";

interface Props {
  view: DeliberationView;
  canCommand: boolean;
  actions: Actions;
  rating: Rating;
  merging: ReactNode;
}

const tabId = (name: TabName) => `tab-${name}`;
const panelId = () => "chair-panel";

export const SynthesisPane = memo(function SynthesisPane({ view, canCommand, actions, rating, merging }: Props) {
  const [chosenTab, setTab] = useState<TabName>("synthesis");
  const tab = useIsPrinted() ? "synthesis" : chosenTab;
  const chair = view.chair;
  const now = useNow(!isOver(view));
  const { focus } = actions;
  if (!chair) return null;
  const state = stateOf(chair, now);
  const attempts = [...view.members, ...view.reviews, chair].reduce((sum, each) => sum + each.attempts.length, 0);
  const { author, title } = authorOf(view, chair);
  return (
    <aside className="chair" aria-labelledby="chair-name" aria-busy={state === "speaking"} id="place-chair">
      <span className="head" aria-hidden="true" />
      <header>
        <ChairMark />
        <WhoSpeaks voice={author} title={title} id="chair-name" isChair />
        {!(isOver(view) && state === "waiting") && <StatePill state={state} voice={chair} now={now} isChair />}
      </header>
      <Tabs
        className="tabs"
        label={t("chair.tabs")}
        tabs={[
          { name: "synthesis", label: t("chair.synthesis") },
          ...(view.dissent.length + view.claims.length > 0
            ? [{ name: "dissent" as const, label: <>{t("chair.dissent")}<span className="count num">{view.dissent.length || ""}</span></> }]
            : []),
          ...(view.reviews.length > 0 ? [{ name: "reviews" as const, label: <>{t("stage.reviews")}<span className="count num">{view.reviews.length}</span></> }] : []),
          { name: "attempts", label: <>{t("chair.attempts")}<span className="count num">{attempts || ""}</span></> },
        ]}
        chosen={tab}
        choose={setTab}
        idOf={tabId}
        panelOf={panelId}
      />
      <div id={panelId()} role="tabpanel" aria-labelledby={tabId(tab)}>
        <Suspense fallback={<div className="answer" aria-busy="true" />}>
          {tab === "attempts" && <AttemptTrace view={view} />}
          {tab === "dissent" && <DissentPane view={view} focus={focus} />}
          {tab === "reviews" && <ReviewTable view={view} />}
        </Suspense>
        {tab === "synthesis" && (
          <Synthesis view={view} chair={chair} canCommand={canCommand} actions={actions} merging={merging} />
        )}
      </div>
      <footer>
        {tab === "synthesis" && (
          <p className="under num">
            <Measures voice={chair} now={now} />
            <span className="r">
              {isOver(view) && chair.text !== "" && <Thumbs {...rating} />}
              {chair.status === "given" && <CopyButton text={chair.text} label={t("chair.copy")} />}
              {canWriteAgain(view, chair) && (
                <button type="button" className="iconbtn" aria-label={t("chair.again")} title={t("chair.again")} onClick={actions.pickChair}>
                  <RotateCw className="ic" aria-hidden />
                </button>
              )}
              {canCommand && <WritingActs chair={chair} actions={actions} />}
              {(canCommand || chair.text !== "") && (
                <button type="button" className={chair.text === "" ? "iconbtn unseen" : "iconbtn"} aria-label={t("chair.focus")} title={t("chair.focus")} onClick={() => focus("chair")}>
                  <Maximize2 className="ic" aria-hidden />
                </button>
              )}
            </span>
          </p>
        )}
      </footer>
    </aside>
  );
});

function Synthesis({ view, chair, canCommand, actions, merging }: Omit<Props, "rating"> & { chair: Voice }) {
  const { focus } = actions;
  const places = usePlaces(view);
  const departing = view.dissent.slice(0, useIsPrinted() ? Infinity : 1); // the rest stands in its tab
  const notes = useMemo(() => notesOf(view.sources, places, focus), [view.sources, places, focus]);
  const fallback = view.chosen === null ? chair.fallbacks.at(-1) : undefined;
  const isDetour = view.chosen === null && tookDetour(chair);
  const note = isDetour ? <RoutingNote voice={chair} /> : fallback && (
    <p className="note top" title={fallback.message}>
      <ArrowLeftRight className="ic" aria-hidden />
      <span><FellBack voice={chair} fallback={fallback} /></span>
    </p>
  );
  if (chair.text !== "") {
    return (
      <>
        <OutcomeLine view={view} />
        <AgreementStrip view={view} />
        <InPlace view={view} chair={chair} />
        {note}
        <Answer key={chair.attempts.length} text={chair.text} notes={notes} isGrowing={chair.status === "speaking"} />
        {departing.map((point, i) => <Departs key={i} point={point} places={places} focus={focus} />)}
        <AnotherChair view={view} chair={chair} actions={actions} />
      </>
    );
  }
  if (view.is_side_by_side) return <Suspense fallback={<div className="waiting" />}><SideBySide view={view}>{merging}</SideBySide></Suspense>;
  if (chair.status === "failed" || isOver(view)) return <NoSynthesis view={view} chair={chair} actions={actions} />;
  return <ChairWaiting view={view} canCommand={canCommand} synthesizeNow={actions.synthesizeNow}><InPlace view={view} chair={chair} />{note}</ChairWaiting>;
}

/** That a member sits in the chair's place, where one was put there. */
function InPlace({ view, chair }: { view: DeliberationView; chair: Voice }) {
  if (view.chaired_by === null || view.chosen !== null) return null;
  const word = chair.status === "given" ? "chair.was_in_place" : "chair.in_place";
  return <p className="note top quiet"><span><T k={word} role={roleOf(view, view.chaired_by)} /></span></p>;
}

/** A point in the words of who holds it. */
function Departs({ point, places, focus }: { point: Dissent; places: Place[]; focus: Actions["focus"] }) {
  return (
    <p className="differ">
      <T k="dissent.first" claim={point.claim} /> <Cites places={places} members={point.members} focus={focus} />
    </p>
  );
}

function Answer({ text, notes, isGrowing }: { text: string; notes: Note[]; isGrowing: boolean }) {
  const isDue = useTurn(text, isGrowing);
  const { box, isBehind, hasMore, toLatest } = useFollowEnd<HTMLDivElement>(isDue ? text : "", isGrowing);
  return (
    <>
      <div ref={box} id="opinion-chair" className={hasMore && !isBehind ? "answer fade" : "answer"} role="group" tabIndex={0} aria-label={t("chair.text")}>
        {isDue && <Markdown text={text} notes={notes} isGrowing={isGrowing} />}
      </div>
      {isBehind && isGrowing && <button type="button" className="latest" onClick={toLatest}>{t("card.latest")}</button>}
    </>
  );
}
