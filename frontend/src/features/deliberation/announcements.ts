/** What a listener should hear of a change: facts, never streaming text. */
import { secondsLeft } from "../../ui/countdown";
import { serverNow } from "../../ui/clock";
import { t } from "../../ui/t";
import { roleOf } from "./markdownOf";
import type { DeliberationView } from "./view";
import type { Voice } from "./voice";

export function factsBetween(before: DeliberationView, after: DeliberationView): string[] {
  const facts = after.members.flatMap((voice, i) => {
    const earlier = before.members[i];
    return earlier && earlier !== voice ? factsOfMember(earlier, voice) : [];
  });
  if (before.chair && after.chair && before.chair !== after.chair) facts.push(...factsOfChair(before.chair, after.chair));
  const best = before.standings ? undefined : after.standings?.standings[0];
  if (best) facts.push(t("say.standings", { role: roleOf(after, best.member) }));
  if (before.status !== "cancelled" && after.status === "cancelled") facts.push(t("say.cancelled"));
  return facts;
}

function factsOfMember(before: Voice, after: Voice): string[] {
  const role = after.role;
  if (after.fallbacks.length > before.fallbacks.length) return [t("say.fell_back", { role })];
  if (after.retry && after.retry.resumes_at !== before.retry?.resumes_at) {
    return [t("say.retries", { role, count: secondsLeft(after.retry.resumes_at, serverNow()) })];
  }
  if (before.status === after.status) return [];
  if (after.status === "given") return [t(after.is_late ? "say.given_late" : "say.given", { role })];
  if (after.status === "failed") return [t("say.failed", { role })];
  if (after.status === "stopped") return [t("say.stopped", { role })];
  return [];
}

function factsOfChair(before: Voice, after: Voice): string[] {
  if (before.status === after.status) return [];
  if (after.status === "speaking" && before.attempts.length === 0) return [t("say.chair_speaks")];
  if (after.status === "given") return [t("say.synthesis_given")];
  if (after.status === "failed") return [t("say.chair_failed")];
  return [];
}
