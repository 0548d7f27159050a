/** The logo stands in the page before the scripts are there, in the icon, and in what they draw: it is one. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cleanup, render } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { Logo } from "./Logo";

const shape = /<(rect|circle)([^>]*)>/g;
const measure = /\b(x|y|width|height|rx|cx|cy|r)="([\d.]+)"/g;
const read = (file: string) => readFileSync(join(import.meta.dirname, file), "utf8");

/** What is drawn, whatever its colours. */
function shapesIn(markup: string): string[] {
  return [...markup.matchAll(shape)].map(([, name, attributes = ""]) =>
    [name, ...[...attributes.matchAll(measure)].map(([, side, length]) => `${side} ${Number(length)}`)].join(" "),
  );
}

function logosIn(page: string): string[] {
  return page.match(/<svg class="logo".*?<\/svg>/gs) ?? [];
}

afterEach(cleanup);

it("is drawn alike by the page, by the scripts and in the icon", () => {
  const drawn = shapesIn(render(<Logo />).container.innerHTML);
  const before = logosIn(read("../../index.html"));
  expect(drawn).toHaveLength(6);
  expect(before).toHaveLength(2);
  expect([...before, read("icon.svg")].map(shapesIn)).toEqual([drawn, drawn, drawn]);
});

it("has the same colours before the scripts are there", () => {
  const coloursOf = (markup: string) => markup.match(/\b(?:class|fill|viewBox)="[^"]*"/g);
  const drawn = coloursOf(render(<Logo />).container.innerHTML);
  expect(logosIn(read("../../index.html")).map(coloursOf)).toEqual([drawn, drawn]);
});
