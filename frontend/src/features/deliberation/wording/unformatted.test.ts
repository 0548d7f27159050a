import { expect, it, test } from "vitest";
import { unformatted } from "./unformatted";

test.each([
  ["**Answer:** salt", "Answer: salt"],
  ["***Both*** at once", "Both at once"],
  ["**A *nested* one** and __another__", "A nested one and another"],
  ["It is *very* salty, _indeed_.", "It is very salty, indeed."],
  ["## Why\n\nBecause ~~not~~ so.\n### And how", "Why\n\nBecause not so.\nAnd how"],
  ["`a * b * c`, `__init__` and `**kwargs`", "a * b * c, __init__ and **kwargs"],
])("%j is compared as %j", (text, compared) => {
  expect(unformatted(text)).toBe(compared);
});

test.each([
  "2 * 3 * 4 = 24, and 2**",
  "* one\n* two\n\n- three",
  "snake_case_name and __ alone",
  "```python\n# no heading\ndef f(**more): return _x_\n```",
  "An open ** stays, and **so\ndoes this**",
  "\\*not emphasis\\*",
  "#no-heading, and $a_1 + b_2$",
])("%j is compared as it is", (text) => {
  expect(unformatted(text)).toBe(text);
});

it("takes no long time over long texts of nothing but signs", () => {
  const begun = performance.now();
  for (const sign of ["*", "_", "~", "`", "#", "**a", "*a ", "__a"]) unformatted(sign.repeat(60_000));
  expect(performance.now() - begun).toBeLessThan(2_000); // on a busy machine
});
