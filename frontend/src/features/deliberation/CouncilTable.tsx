/** The screen is the table: members above and below it, the chair at its head. */
import type { ReactNode } from "react";
import { useCallback } from "react";
import type { Earlier } from "../../api/types";
import { lettersOf } from "../../ui/Monogram";
import { t } from "../../ui/t";
import type { Actions } from "./actions";
import { OpinionCard } from "./OpinionCard";
import { partOf, standingOf } from "./parts";
import { Places } from "./Places";
import { isCompact, isWide, upperRow } from "./rows";
import { StageBand } from "./StageBand";
import { SynthesisPane } from "./SynthesisPane";
import type { Rating } from "./Thumbs";
import { type DeliberationView, isOver } from "./view";

interface Props {
  view: DeliberationView;
  calmView: DeliberationView;
  chosen: string;
  canCommand: boolean;
  actions: Actions;
  rating: Rating;
  earlier: Record<string, Earlier[]>;
  merging: ReactNode; // where opinions stand side by side
  children: ReactNode; // below the chair's pane
}

const none: Earlier[] = [];

export function CouncilTable({ view, calmView, chosen, canCommand, actions, rating, earlier, merging, children }: Props) {
  const count = view.members.length;
  const upper = upperRow(count);
  const letters = lettersOf(view.members.map((voice) => voice.role));
  const { said, say } = rating;
  const pick = useCallback((member: string) => say({ ...said, picked: member === said.picked ? null : member }), [said, say]);
  const cards = view.members.map((voice, i) => (
    <OpinionCard
      key={voice.member}
      voice={voice}
      place={i}
      letter={letters[i] ?? ""}
      isChosen={voice.member === chosen}
      part={partOf(view, voice)}
      standing={standingOf(view, voice)}
      isContest={view.strategy === "contest"}
      earlier={earlier[voice.member] ?? none}
      canCommand={canCommand}
      actions={actions}
      isPicked={voice.member === rating.said.picked}
      pick={isOver(view) ? pick : null}
    />
  ));
  const around = ["around", isWide(count) && "wide", isCompact(count) && "compact"].filter(Boolean).join(" ");
  const isShort = count - upper < upper && !isCompact(count);
  return (
    <div className={chosen === "chair" ? "council chairsel" : "council"}>
      <div className={around}>
        <div className="row side-top">{cards.slice(0, upper)}</div>
        <section className="table" aria-label={t("live.progress")}>
          <StageBand view={calmView} />
          <Places view={calmView} chosen={chosen} choose={actions.choose} />
        </section>
        <div className={isShort ? `row side-bot of-${upper}` : "row side-bot"}>{cards.slice(upper)}</div>
      </div>
      <SynthesisPane view={calmView} canCommand={canCommand} actions={actions} rating={rating} merging={merging} />
      {children}
    </div>
  );
}

