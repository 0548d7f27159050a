/** A voice's state in words: its status, and what its last attempt says. */
import { secondsLeft, secondsSince } from "../../ui/countdown";
import { t } from "../../ui/t";
import type { Voice } from "./voice";

export type PillState =
  | "waiting"
  | "asking"
  | "speaking"
  | "retrying"
  | "falling_back"
  | "given"
  | "stopped"
  | "abstained"
  | "failed";

const abstentions = new Set(["deadline", "no_model_left"]);
const wakingAfter = 8;
const swapShown = 3;

export function stateOf(voice: Voice, now: number): PillState {
  switch (voice.status) {
    case "given":
    case "stopped":
      return voice.status;
    case "failed":
      return abstentions.has(voice.code ?? "") ? "abstained" : "failed";
    case "waiting":
      if (voice.retry) return "retrying";
      return voice.fallbacks.length > 0 ? "falling_back" : "waiting";
    case "speaking":
      if (voice.text !== "") return "speaking";
      return isJustSwapped(voice, now) ? "falling_back" : "asking";
  }
}

export function wordsFor(state: PillState, voice: Voice, now: number): string {
  if (state === "retrying" && voice.retry) {
    const count = secondsLeft(voice.retry.resumes_at, now);
    return count > 0 ? t("pill.retrying_in", { count }) : t("pill.retrying");
  }
  if (state === "asking") {
    const asked = secondsSince(voice.attempts.at(-1)?.started_at ?? "", now);
    if (asked >= wakingAfter) return t("pill.waking");
    return asked >= 1 ? t("pill.asking", { count: asked }) : t("pill.asking_short");
  }
  if (isLate(state, voice)) return t("pill.given_late");
  return isCut(state, voice) ? t("pill.cut") : t(`pill.${state}`);
}

/** The same in one word, for where no number fits. */
export function wordFor(state: PillState, voice: Voice): string {
  if (isLate(state, voice)) return t("pill.late");
  if (isCut(state, voice)) return t("pill.cut");
  return state === "asking" ? t("pill.asking_short") : t(`pill.${state}`);
}

/** Given, but after the council had gone on without it. */
export function isLate(state: PillState, voice: Voice): boolean {
  return state === "given" && voice.is_late;
}

/** Given, but not to its end. */
export function isCut(state: PillState, voice: Voice): boolean {
  return state === "given" && voice.is_partial;
}

export function isMoving(state: PillState): boolean {
  return state === "asking" || state === "speaking" || state === "retrying" || state === "falling_back";
}

function isJustSwapped(voice: Voice, now: number): boolean {
  const last = voice.fallbacks.at(-1);
  return last !== undefined && secondsSince(last.at, now) < swapShown;
}
