import { expect, test } from "vitest";
import { partsOf } from "./marks";

const marked = (text: string, search: string) => partsOf(text, search).map(({ words, isHit }) => (isHit ? `[${words}]` : words)).join("");

test("each word is marked wherever it stands, whatever its case", () => {
  expect(marked("Salt, and more salt from rivers", "RIVERS salt")).toBe("[Salt], and more [salt] from [rivers]");
});

test("the longer of two words is marked whole", () => {
  expect(marked("seaside", "sea seaside")).toBe("[seaside]");
});

test("letters beyond ASCII have cases too", () => {
  expect(marked("Über Ärger", "über")).toBe("[Über] Ärger");
});

test("a sign of regular expressions is a sign", () => {
  expect(marked("Is C++ (or a.b) fast?", "c++ (or a.b")).toBe("Is [C++] [(or] [a.b]) fast?");
  expect(marked("axb", "a.b")).toBe("axb");
});

test("nothing looked for, nothing marked", () => {
  expect(partsOf("Salt", "  ")).toEqual([{ words: "Salt", isHit: false }]);
});
