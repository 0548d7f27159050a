/** What a member is here for, where not everybody does the same; empty where all do. */
import { t } from "../../ui/t";
import type { DeliberationView } from "./view";
import type { Voice } from "./voice";

export function partOf(view: DeliberationView, voice: Voice): string {
  if (view.strategy === "red_team") return partUnderAttack(view, voice);
  const isPicked = view.chosen === voice.member && view.outcome !== "single";
  if (isPicked && view.strategy === "best_of") return t("part.by_standings");
  return isPicked && view.strategy === "vote" ? t("part.by_vote") : "";
}

/** Who is asked first drafts; who is asked next attacks the draft. */
function partUnderAttack({ members }: DeliberationView, voice: Voice): string {
  const begun = voice.attempts[0]?.started_at;
  if (begun === undefined) return "";
  const isFirst = members.every((each) => (each.attempts[0]?.started_at ?? begun) >= begun);
  return t(isFirst ? "part.draft" : "part.attack");
}
