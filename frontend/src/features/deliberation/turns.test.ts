import { expect, it } from "vitest";
import type { Turn } from "../../api/types";
import { pathTo, queriesBeside, versionsOf } from "./turns";

function turn(id: string, follows: string | null, revises: string | null = null): Turn {
  return {
    id, follows, conversation: "c", revises, to: null, synthesis: null, query: id, status: "done", council: "general", opinions_given: 0, is_shared: false,
    strategy: "panel", outcome: "full", is_side_by_side: false, rehearsal: true, created_at: "", synthesis_preview: "",
  };
}

const turns = [turn("a", null), turn("a2", null), turn("b", "a"), turn("b2", "a"), turn("c", "b2")];

it("finds the way to a turn through those it follows", () => {
  expect(pathTo(turns, "c").map((each) => each.id)).toEqual(["a", "b2"]);
  expect(pathTo(turns, "a2")).toEqual([]);
  expect(pathTo(turns, "unknown")).toEqual([]);
});

it("finds what stands beside a turn, at the beginning too", () => {
  expect(idsOf(queriesBeside(turns, "b2"))).toEqual([["b"], ["b2"]]);
  expect(idsOf(queriesBeside(turns, "a"))).toEqual([["a"], ["a2"]]);
  expect(queriesBeside(turns, "unknown")).toEqual([]);
});

it("keeps the versions of an answer apart from the queries beside it", () => {
  const revised = [turn("a", null), turn("a.2", null, "a"), turn("e", null), turn("a.3", null, "a.2"), turn("a.4", null, "a"), turn("e.2", null, "e")];
  expect(versionsOf(revised, "a.3").map((each) => each.id)).toEqual(["a", "a.2", "a.3", "a.4"]);
  expect(versionsOf(revised, "a").map((each) => each.id)).toEqual(["a", "a.2", "a.3", "a.4"]);
  expect(idsOf(queriesBeside(revised, "e"))).toEqual([["a", "a.2", "a.3", "a.4"], ["e", "e.2"]]);
  expect(versionsOf(revised, "unknown")).toEqual([]);
});

function idsOf(queries: Turn[][]): string[][] {
  return queries.map((versions) => versions.map((each) => each.id));
}
