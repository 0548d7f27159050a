/** What the interface may weigh, compressed as it is sent. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "@playwright/test";

const dist = join(import.meta.dirname, "../dist");
const page = readFileSync(join(dist, "index.html"), "utf8");
const assets = readdirSync(join(dist, "assets"));

function kilobytes(files: string[], isCompressed = true): number {
  expect(files).not.toEqual([]);
  const bytes = files.map((file) => readFileSync(join(dist, "assets", file))).map((file) => (isCompressed ? gzipSync(file, { level: 9 }) : file).length);
  return bytes.reduce((sum, each) => sum + each, 0) / 1_024;
}

const withPage = (ending: RegExp) => assets.filter((file) => page.includes(file) && ending.test(file));
const named = (start: string) => assets.filter((file) => file.startsWith(`${start}-`) && file.endsWith(".js"));

/** With all that each of them imports before it runs. */
function withImports(files: string[]): string[] {
  const found = new Set(files);
  for (const file of found) {
    const script = readFileSync(join(dist, "assets", file), "utf8");
    for (const [, name] of script.matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g)) if (name) found.add(name);
  }
  return [...found];
}

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
