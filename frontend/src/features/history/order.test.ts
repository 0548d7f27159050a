import { expect, it } from "vitest";
import type { Turn } from "../../api/types";
import { orderOf } from "./order";

function turn(id: string, follows: string | null): Turn {
  return {
    id, follows, conversation: "c", revises: null, to: null, synthesis: null, query: id, status: "done", council: "general",
    strategy: "panel", outcome: "full", is_side_by_side: false, rehearsal: true, created_at: "", synthesis_preview: "", opinions_given: 0, is_shared: false,
  };
}

function told(turns: Turn[]): string[] {
  return orderOf(turns).map(({ turn, depth, place, of }) => `${turn.id} ${depth} ${place}/${of}`);
}

it("reads a conversation without versions straight down", () => {
  expect(told([turn("a", null), turn("b", "a"), turn("c", "b")])).toEqual(["a 0 1/1", "b 0 1/1", "c 0 1/1"]);
});

it("puts what follows a version below it, and versions one after the other", () => {
  const turns = [turn("a", null), turn("b", "a"), turn("a2", null), turn("c", "b"), turn("d", "a2")];
  expect(told(turns)).toEqual(["a 0 1/2", "b 1 1/1", "c 1 1/1", "a2 0 2/2", "d 1 1/1"]);
});

it("leaves out no turn whose predecessor is not there", () => {
  expect(told([turn("b", "gone"), turn("c", "b")])).toEqual(["b 0 1/1", "c 0 1/1"]);
});
