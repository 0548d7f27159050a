/** What a member is here for, where not everybody does the same; empty where all do. */
import { t, wordFor } from "../../ui/t";
import type { DeliberationView } from "./view";
import type { Voice } from "./voice";

/** Its place by the reviews, which equals share; null where nobody ranked. */
export function standingOf({ standings }: DeliberationView, { member }: Voice): string | null {
  const all = standings?.standings ?? [];
  const own = all.find((each) => each.member === member);
  if (!own) return null;
  const n = all.filter((each) => each.points > own.points).length + 1;
  const place = wordFor("ordinal", String(n), t("ordinal", { n }));
  return all.filter((each) => each.points === own.points).length > 1 ? t("ordinal.shared", { place }) : place;
}

export function partOf(view: DeliberationView, voice: Voice): string {
  if (voice.part) return wordFor("part", voice.part, voice.part);
  const isPicked = view.chosen === voice.member && view.outcome !== "single";
  if (isPicked && view.strategy === "best_of") return t("part.by_standings");
  return isPicked && view.strategy === "vote" ? t("part.by_vote") : "";
}
