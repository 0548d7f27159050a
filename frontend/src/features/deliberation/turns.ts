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

/** The versions of this turn's answer, itself among them, the oldest first. */
export function versionsOf(turns: Turn[], id: string): Turn[] {
  return queriesBeside(turns, id).find((versions) => versions.some((turn) => turn.id === id)) ?? [];
}

/** The queries that follow the same as this turn's, the oldest first; of each its versions. */
export function queriesBeside(turns: Turn[], id: string): Turn[][] {
  const turn = turns.find((each) => each.id === id);
  const beside = turn ? turns.filter((each) => each.follows === turn.follows) : [];
  const queries = new Map<string, Turn[]>();
  for (const each of beside) {
    const first = firstOf(beside, each);
    queries.set(first, [...(queries.get(first) ?? []), each]);
  }
  return [...queries.values()];
}

/** Where its revisions began. */
function firstOf(turns: Turn[], turn: Turn): string {
  const before = turns.find((each) => each.id === turn.revises);
  return before ? firstOf(turns, before) : turn.id;
}
