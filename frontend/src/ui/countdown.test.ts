import { expect, it } from "vitest";
import { secondsBetween, secondsLeft, secondsSince, shareLeft } from "./countdown";

const noon = Date.parse("2026-03-02T12:00:00Z");

it("counts what is left from the event's own time, however often it is asked", () => {
  const until = "2026-03-02T12:00:05Z";
  expect([0, 0, 900, 1_000, 4_999].map((ms) => secondsLeft(until, noon + ms))).toEqual([5, 5, 5, 4, 1]);
});

it("never goes below zero", () => {
  expect(secondsLeft("2026-03-02T12:00:00Z", noon + 60_000)).toBe(0);
  expect(secondsSince("2026-03-02T12:00:09Z", noon)).toBe(0);
});

it("empties the ring from one to nothing", () => {
  const share = (ms: number) => shareLeft("2026-03-02T12:00:00Z", "2026-03-02T12:00:04Z", noon + ms);
  expect([-1_000, 0, 1_000, 4_000, 9_000].map(share)).toEqual([1, 1, 0.75, 0, 0]);
});

it("has no share of a wait without length", () => {
  expect(shareLeft("2026-03-02T12:00:00Z", "2026-03-02T12:00:00Z", noon)).toBe(0);
});

it("measures to a tenth of a second", () => {
  expect(secondsBetween("2026-03-02T12:00:00.040Z", "2026-03-02T12:00:11.200Z")).toBe(11.2);
});
