/** What a member is here for, where not everybody does the same; empty where all do. */
import { t, wordFor } from "../../ui/t";
import type { DeliberationView } from "./view";
import type { Voice } from "./voice";

/** Its place by the reviews, equals alike; null where nobody ranked. */
export function standingOf({ standings }: DeliberationView, { member }: Voice): number | null {
  const own = standings?.standings.find((each) => each.member === member);
  return own && standings ? standings.standings.filter((each) => each.points > own.points).length + 1 : null;
}

export function partOf(view: DeliberationView, voice: Voice): string {
  if (voice.part) return wordFor("part", voice.part, voice.part);
  const isPicked = view.chosen === voice.member && view.outcome !== "single";
  if (isPicked && view.strategy === "best_of") return t("part.by_standings");
  return isPicked && view.strategy === "vote" ? t("part.by_vote") : "";
}
