import { expect, it } from "vitest";
import { slicesOf } from "./slices";

const paragraph = `${"Words and more words. ".repeat(20).trim()}\n\n`;

it("leaves a text of usual length in one piece", () => {
  expect(slicesOf(paragraph.repeat(20))).toHaveLength(1);
});

it("cuts a long text between its blocks, and nothing is lost", () => {
  const text = paragraph.repeat(400);
  const slices = slicesOf(text);
  expect(slices.length).toBeGreaterThan(40);
  expect(slices.join("")).toBe(text);
  expect(Math.max(...slices.map((slice) => slice.length))).toBeLessThan(3_500);
});

it("keeps code in one piece, however long", () => {
  const code = `\`\`\`py\n${"x = 1\n\n".repeat(4_000)}\`\`\`\n\n`;
  expect(slicesOf(`${paragraph}${code}${paragraph}`)).toEqual([paragraph, code, paragraph]);
});

it("cuts a paragraph without end behind a word", () => {
  const text = "word ".repeat(10_000);
  const slices = slicesOf(text);
  expect(slices.length).toBeGreaterThan(10);
  expect(slices.every((slice) => /^word.*word\s*$/s.test(slice))).toBe(true);
  expect(slices.join("").replace(/\s+/g, " ")).toBe(text);
});

it("gives each part of a long table its head", () => {
  const head = "| a | b |\n|---|---|\n";
  const slices = slicesOf(head + "| one | two |\n".repeat(2_000));
  expect(slices.length).toBeGreaterThan(5);
  expect(slices.every((slice) => slice.startsWith(head))).toBe(true);
});

it("lets every piece know where its links lead", () => {
  const text = `${paragraph.repeat(100)}See [the source][1].\n\n[1]: https://example.org/\n`;
  expect(slicesOf(text).every((slice) => slice.includes("[1]: https://example.org/"))).toBe(true);
});
