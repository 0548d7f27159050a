import { expect, it } from "vitest";
import type { Turn } from "../../api/types";
import { pathTo, siblingsOf } from "./turns";

function turn(id: string, follows: string | null): Turn {
  return {
    id, follows, conversation: "c", revises: null, to: null, synthesis: null, query: id, status: "done", council: "general",
    strategy: "panel", outcome: "full", rehearsal: true, created_at: "", synthesis_preview: "", opinions_given: 0,
  };
}

const turns = [turn("a", null), turn("a2", null), turn("b", "a"), turn("b2", "a"), turn("c", "b2")];

it("finds the way to a turn through those it follows", () => {
  expect(pathTo(turns, "c").map((each) => each.id)).toEqual(["a", "b2"]);
  expect(pathTo(turns, "a2")).toEqual([]);
  expect(pathTo(turns, "unknown")).toEqual([]);
});

it("finds what stands beside a turn, at the beginning too", () => {
  expect(siblingsOf(turns, "b2").map((each) => each.id)).toEqual(["b", "b2"]);
  expect(siblingsOf(turns, "a").map((each) => each.id)).toEqual(["a", "a2"]);
  expect(siblingsOf(turns, "unknown")).toEqual([]);
});
