/** What the interface may weigh, compressed as it is sent. */
import { expect, test } from "@playwright/test";
import { kilobytes, named, text, withImports, withPage } from "./support/bundle";

test("the first screen's scripts stay under 120 KB, the live screen's under 180 KB", () => {
  const first = withImports(withPage(/\.js$/));
  expect(kilobytes(first)).toBeLessThan(120);
  expect(kilobytes(withImports([...first, ...named("LivePage")]))).toBeLessThan(180);
});

test("what is fetched only when needed stays small: highlighting 25 KB, formulas 62 KB, comparing 6 KB", () => {
  expect(kilobytes(named("highlight"))).toBeLessThan(25);
  expect(kilobytes(named("math"))).toBeLessThan(62);
  expect(kilobytes(named("ComparePage"))).toBeLessThan(6);
});

test("styles stay under 14 KB, the fonts before the first paint under 95 KB", () => {
  expect(kilobytes(withPage(/\.css$/))).toBeLessThan(14);
  expect(kilobytes(withPage(/\.woff2$/), false)).toBeLessThan(95);
});

test("the renderer is a script of its own that comes with the page", () => {
  const holding = withPage(/\.js$/).filter((file) => text(file).includes("onRecoverableError"));
  expect(holding).toHaveLength(1);
  expect(holding).not.toContain(named("index")[0]);
});

test("the faces seen first cover one range: the browser prepares all of a family, wanted or not", () => {
  const faces = withPage(/\.css$/).flatMap((file) => text(file).match(/@font-face\s*\{[^}]*\}/g) ?? []);
  const ranges = (family: string) => new Set(faces.filter((face) => new RegExp(`font-family:\\s*"?${family}"?[;}]`).test(face)).map((face) => /unicode-range:([^;}]*)/.exec(face)?.[1]));
  expect([ranges("Newsreader").size, ranges("Instrument Sans").size]).toEqual([1, 1]);
});
