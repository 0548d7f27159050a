/** The tree of a conversation: what came before a turn, and what stands beside it. */
import type { Turn } from "../../api/types";

/** The turns before this one, the oldest first. */
export function pathTo(turns: Turn[], id: string): Turn[] {
  const byId = new Map(turns.map((turn) => [turn.id, turn]));
  const path: Turn[] = [];
  let before = byId.get(byId.get(id)?.follows ?? "");
  while (before) {
    path.unshift(before);
    before = byId.get(before.follows ?? "");
  }
  return path;
}

/** Those that follow the same as this one, itself among them, the oldest first. */
export function siblingsOf(turns: Turn[], id: string): Turn[] {
  const turn = turns.find((each) => each.id === id);
  return turn ? turns.filter((each) => each.follows === turn.follows) : [];
}
