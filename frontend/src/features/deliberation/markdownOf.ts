/** A whole deliberation as Markdown: the query, the synthesis, every opinion and who gave it. */
import { wordFor } from "../../ui/t";
import type { DeliberationView } from "./view";
import type { Voice } from "./voice";
import { modelOf } from "./models";

export function markdownOf(view: DeliberationView): string {
  const parts = [`# ${view.query}`];
  if (view.rehearsal) parts.push("*Rehearsal: scripted voices, no answer.*");
  if (view.chair?.status === "given") {
    const title = view.chosen ? `Opinion of the ${roleOf(view, view.chosen)}, unchanged` : "Synthesis";
    parts.push(`## ${title} (${byline(view.chair)})`, view.chair.text);
  }
  for (const voice of view.members) {
    parts.push(`## ${voice.role} (${byline(voice)})`, voice.text || `*${wordFor("code", voice.code ?? "", voice.message || voice.status)}*`);
  }
  return `${parts.join("\n\n")}\n`;
}

export function roleOf(view: DeliberationView, member: string): string {
  return view.members.find((voice) => voice.member === member)?.role ?? member;
}

function byline(voice: Voice): string {
  const model = modelOf(voice, voice.model)?.label ?? "";
  return [model, voice.is_partial && "partial", voice.is_late && "too late for the answer"].filter(Boolean).join(", ");
}
