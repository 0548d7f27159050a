/** On narrow screens one voice is shown at a time: a button for each member, the chair's last. */
import { memo } from "react";
import { useNow } from "../../ui/clock";
import { ChairMark, hueOf, lettersOf, Monogram } from "../../ui/Monogram";
import { Tabs } from "../../ui/Tabs";
import { t } from "../../ui/t";
import { stateOf } from "./pill";
import { StatePill } from "./StatePill";
import type { DeliberationView } from "./view";
import { isOver } from "./view";

interface Props {
  view: DeliberationView;
  chosen: string;
  choose: (member: string) => void;
}

const placeId = (name: string) => `place-of-${name}`;
const panelId = (name: string) => (name === "chair" ? "place-chair" : `card-${name}`);

export const Places = memo(function Places({ view, chosen, choose }: Props) {
  const now = useNow(!isOver(view));
  const letters = lettersOf(view.members.map((voice) => voice.role));
  const places = view.members.map((voice, i) => ({
    name: voice.member,
    className: hueOf(i),
    label: (
      <>
        <Monogram letter={letters[i] ?? ""} />
        <span className="sr">{voice.role}: </span>
        <StatePill state={stateOf(voice, now)} voice={voice} now={now} isShort />
      </>
    ),
  }));
  const chair = view.chair;
  if (chair) {
    places.push({
      name: "chair",
      className: "m-chair",
      label: (
        <>
          <ChairMark />
          <span className="sr">{t("chair")}: </span>
          {!(isOver(view) && chair.status === "waiting") && <StatePill state={stateOf(chair, now)} voice={chair} now={now} isChair isShort />}
        </>
      ),
    });
  }
  return (
    <Tabs
      className="places"
      label={t("live.places")}
      tabs={places}
      chosen={chosen}
      choose={choose}
      idOf={placeId}
      panelOf={panelId}
    />
  );
});
