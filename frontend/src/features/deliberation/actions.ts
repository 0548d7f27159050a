/** What the reader may do on the live screen. */
import type { Nudge } from "../../api/members";

export interface Actions {
  choose: (member: string) => void;
  stop: (member: string) => void;
  nudge: (nudge: Nudge) => void;
  askAgain: ((member: string) => void) | null; // once it has ended
  focus: (member: string) => void;
  synthesizeNow: () => void;
  pickChair: () => void;
}
