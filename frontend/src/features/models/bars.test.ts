import { expect, test } from "vitest";
import type { Bar } from "../../api/providers";
import { beginOf, chart, piecesOf } from "./bars";

const nothing: Bar = { given: 0, late: 0, failed: 0 };

function day(...bars: Partial<Bar>[]): Bar[] {
  return bars.map((bar) => ({ ...nothing, ...bar }));
}

test("a half hour in which nothing was asked is a low mark", () => {
  expect(piecesOf(day({}, {})).map(({ part, height }) => [part, height])).toEqual([["none", 3], ["none", 3]]);
});

test("parts stand on one another, given at the bottom, without touching or leaving the chart", () => {
  const [given, late, failed] = piecesOf(day({ given: 6, late: 3, failed: 1 }));
  expect([given?.part, late?.part, failed?.part]).toEqual(["given", "late", "failed"]);
  expect((late?.y ?? 0) + (late?.height ?? 0)).toBeLessThan(given?.y ?? 0);
  expect((failed?.y ?? 0) + (failed?.height ?? 0)).toBeLessThan(late?.y ?? 0);
  expect(failed?.y).toBeGreaterThanOrEqual(0);
});

test("heights are told by the fullest half hour", () => {
  const [low, high] = piecesOf(day({ given: 50 }, { given: 100 }));
  expect((high?.height ?? 0) / (low?.height ?? 1)).toBeCloseTo(2, 1);
});

test("one failure among a thousand is seen, and does not push the others out", () => {
  const pieces = piecesOf(day({ given: 1_000, failed: 1 }));
  expect(pieces[1]?.height).toBeGreaterThan(3);
  expect(Math.min(...pieces.map(({ y }) => y))).toBeGreaterThanOrEqual(0);
});

test("all 48 have a place of their own", () => {
  const pieces = piecesOf(Array.from({ length: 48 }, () => ({ ...nothing, given: 1 })));
  const last = pieces.at(-1);
  expect(new Set(pieces.map(({ x }) => x)).size).toBe(48);
  expect((last?.x ?? 0) + (last?.width ?? 0)).toBeLessThanOrEqual(chart.width);
});

test("a bar begins as many half hours after the first as it stands behind it", () => {
  expect(beginOf("2026-11-25T15:00:00Z", 1_800, 47)).toBe("2026-11-26T14:30:00.000Z");
});
