/** What a member is here for, where not everybody does the same; empty where all do. */
import { t, wordFor } from "../../ui/t";
import type { DeliberationView } from "./view";
import type { Voice } from "./voice";

export function partOf(view: DeliberationView, voice: Voice): string {
  if (voice.part) return wordFor("part", voice.part, voice.part);
  const isPicked = view.chosen === voice.member && view.outcome !== "single";
  if (isPicked && view.strategy === "best_of") return t("part.by_standings");
  return isPicked && view.strategy === "vote" ? t("part.by_vote") : "";
}
