/** Whose words stand where the answer is: the chair's, or the member's whose opinion was chosen. */
import { t } from "../../ui/t";
import type { DeliberationView } from "./view";
import type { Voice } from "./voice";

export function authorOf(view: DeliberationView, chair: Voice): { author: Voice; title: string } {
  const member = view.members.find((voice) => voice.member === view.chosen);
  return member ? { author: member, title: t("chair.stands", { role: member.role }) } : { author: chair, title: t("chair.synthesis") };
}
