/** What of a deliberation can be compared: what is finished of it, and what stood there before. */
import type { Deliberation, Turn } from "../../../api/types";
import { t } from "../../../ui/t";
import { modelOf } from "../models";
import type { DeliberationView } from "../view";
import type { Voice } from "../voice";
import { isSettled } from "../voice";
import { say } from "./words";

export interface Text {
  id: string;
  name: string;
  model: string;
  text: string;
  isPartial: boolean;
  place: number; // of its member; -1: the chair's
}

/** Each opinion, before an exchange and before its member was asked again; the synthesis, and that before the revision. */
export function textsOf(view: DeliberationView, row: Pick<Deliberation, "opinions" | "revises">, turns: Turn[]): Text[] {
  const opinions = view.members.flatMap((voice, place) => {
    const earlier = row.opinions.find((opinion) => opinion.member === voice.member)?.earlier ?? [];
    const before = earlier.map((each, i) => of({ ...voice, ...each }, `${voice.member}:${i + 1}`, say("earlier", { role: voice.role, n: i + 1 }), place));
    return [...ofMember(voice, place), ...before];
  });
  const revised = turns.find((turn) => turn.id === row.revises)?.synthesis;
  const synthesis = view.chair && isDone(view.chair) ? [of(view.chair, "synthesis", say("synthesis"), -1)] : [];
  const before = revised ? [{ id: "synthesis:before", name: say("before_revision"), model: t("chair"), text: revised, isPartial: false, place: -1 }] : [];
  return [...opinions, ...synthesis, ...before];
}

/** Who has something to say and is not done with it. */
export function stillSpeaking(view: DeliberationView): string[] {
  const members = view.members.filter((voice) => !isSettled(voice) && voice.first === null).map((voice) => voice.role);
  return view.chair?.status === "speaking" ? [...members, say("synthesis")] : members;
}

/** The two that were asked for, as far as they are there; else the first two. */
export function chosenOf(texts: Text[], left: string | null, right: string | null): [Text | undefined, Text | undefined] {
  const found = (id: string | null) => texts.find((text) => text.id === id);
  const first = found(left) ?? texts.find((text) => text.id !== right);
  return [first, found(right) ?? texts.find((text) => text.id !== first?.id)];
}

function ofMember(voice: Voice, place: number): Text[] {
  const texts: Text[] = isDone(voice) ? [of(voice, voice.member, voice.role, place)] : [];
  if (voice.first?.text) {
    const { text, model, is_partial } = voice.first;
    texts.push({ ...of({ ...voice, text, model, is_partial }, `${voice.member}:first`, say("before_exchange", { role: voice.role }), place) });
  }
  return texts;
}

function of(voice: Voice, id: string, name: string, place: number): Text {
  return { id, name, model: modelOf(voice, voice.model)?.label ?? t("chair"), text: voice.text, isPartial: voice.is_partial, place };
}

function isDone(voice: Voice): boolean {
  return isSettled(voice) && voice.text !== "";
}
