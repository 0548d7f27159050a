/** What the built interface weighs, compressed as it is sent. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect } from "@playwright/test";

const dist = join(import.meta.dirname, "../../dist");
const page = readFileSync(join(dist, "index.html"), "utf8");
const assets = readdirSync(join(dist, "assets"));

const read = (file: string) => readFileSync(join(dist, "assets", file));

export function kilobytes(files: string[], isCompressed = true): number {
  expect(files).not.toEqual([]);
  const bytes = files.map(read).map((file) => (isCompressed ? gzipSync(file, { level: 9 }) : file).length);
  return bytes.reduce((sum, each) => sum + each, 0) / 1_024;
}

export const text = (file: string) => read(file).toString();
export const withPage = (ending: RegExp) => assets.filter((file) => page.includes(file) && ending.test(file));
export const named = (start: string) => assets.filter((file) => file.startsWith(`${start}-`) && file.endsWith(".js"));

/** With all that each of them imports before it runs. */
export function withImports(files: string[]): string[] {
  const found = new Set(files);
  for (const file of found) {
    for (const [, name] of text(file).matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g)) if (name) found.add(name);
  }
  return [...found];
}
