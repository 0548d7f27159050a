/** What a member is called. */
import type { DeliberationView } from "./view";

export function roleOf(view: DeliberationView, member: string): string {
  return view.members.find((voice) => voice.member === member)?.role ?? member;
}
