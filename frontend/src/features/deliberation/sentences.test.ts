import { expect, it } from "vitest";
import { sentencesIn } from "./sentences";

it("reads an answer sentence by sentence, without its signs, its code, tables and titles", () => {
  const answer = [
    "## Where the salt comes from", "", "Rivers **carry** the salt. Water goes,", "salt stays.", "",
    "- It took a [long time](https://example.org). Yes.", "  1. Below it `ions` gather slowly.", "- Rivers carry the salt.", "",
    "```", "let salt stay here", "```", "", "| a | table of words |",
  ].join("\n");
  expect(sentencesIn(answer)).toEqual(["Rivers carry the salt.", "Water goes, salt stays.", "It took a long time.", "Below it ions gather slowly."]);
  expect(sentencesIn("")).toEqual([]);
});
