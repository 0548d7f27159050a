/** The turns of a conversation as they are read: each after the one it follows, siblings one after the other. */
import type { Turn } from "../../api/types";

interface Placed {
  turn: Turn;
  /** How many branches lead to it: a conversation without versions has none. */
  depth: number;
  /** Which of its siblings it is. */
  place: number;
  of: number;
}

const deepest = 5;

export function orderOf(turns: Turn[]): Placed[] {
  const known = new Set(turns.map((turn) => turn.id));
  const after = new Map<string, Turn[]>();
  for (const turn of turns) {
    const before = turn.follows !== null && known.has(turn.follows) ? turn.follows : "";
    after.set(before, [...(after.get(before) ?? []), turn]);
  }
  const ordered: Placed[] = [];
  const waiting = placed(after.get("") ?? [], 0);
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    ordered.push(next);
    const depth = next.of > 1 ? Math.min(next.depth + 1, deepest) : next.depth;
    waiting.unshift(...placed(after.get(next.turn.id) ?? [], depth));
  }
  return ordered;
}

function placed(siblings: Turn[], depth: number): Placed[] {
  return siblings.map((turn, i) => ({ turn, depth, place: i + 1, of: siblings.length }));
}
