import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { blankCase, casesOf, draftsFrom } from "./cases";
import examples from "./examples.json";

const sum = { id: "sum", prompt: "What is 17 + 25?", match: [{ any_of: ["42", "forty-two"] }, { min_length: 2 }, { json_schema: { type: "number" } }] };

it("brings the example of the docs", () => {
  const lines = readFileSync("../docs/examples/cases.jsonl", "utf8").trim().split("\n");
  expect(examples).toEqual(lines.map((line) => JSON.parse(line)));
});

it("reads a list, one case and a case a line alike, and writes what it read", () => {
  for (const text of [JSON.stringify([sum]), JSON.stringify(sum), `\n${JSON.stringify(sum)}\n\n`]) {
    expect(casesOf(draftsFrom(text))).toEqual([sum]);
  }
  expect(casesOf(draftsFrom(JSON.stringify(examples)))).toEqual(examples);
});

it.each([
  ["[]", "It holds no case"],
  ['{"id": "a"}\n{oops', "Line 2 is no JSON."],
  ['[{"id": "a", "prompt": "b", "match": []}]', "Case 1 cannot be read"],
  ['[{"id": "a", "prompt": "b", "match": [{"contains": "c", "word": "d"}]}]', "Case 1 cannot be read"],
  ['[{"id": "a", "prompt": "b", "match": [{"min_length": "3"}]}]', "Case 1 cannot be read"],
  [JSON.stringify(Array.from({ length: 21 }, () => sum)), "It holds 21 cases"],
])("says what is wrong with %s", (text, fault) => {
  expect(() => draftsFrom(text)).toThrow(fault);
});

it.each([
  [{ id: " " }, "Case 1 has no name."],
  [{ prompt: "" }, "Case a has no prompt."],
  [{ match: [{ key: "m", kind: "word" as const, value: "" }] }, "a matcher has no value"],
  [{ match: [{ key: "m", kind: "min_length" as const, value: "1.5" }] }, "min length has to be a whole number"],
  [{ match: [{ key: "m", kind: "json_schema" as const, value: "[1]" }] }, "the JSON schema is not a JSON object"],
  [{ match: [{ key: "m", kind: "json_schema" as const, value: "{" }] }, "the JSON schema is not a JSON object"],
])("does not send %o", (wrong, fault) => {
  const whole = { ...blankCase(), id: "a", prompt: "b", match: [{ key: "m", kind: "word" as const, value: "c" }] };
  expect(() => casesOf([{ ...whole, ...wrong }])).toThrow(fault);
});

it("does not send two cases of one name", () => {
  const whole = { ...blankCase(), id: "a", prompt: "b", match: [{ key: "m", kind: "word" as const, value: "c" }] };
  expect(() => casesOf([whole, { ...whole, key: "other" }])).toThrow("Two cases are named a.");
});
