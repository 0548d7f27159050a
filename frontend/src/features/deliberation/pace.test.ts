import { expect, it } from "vitest";
import { waitUntilNext } from "./pace";

it("draws eight times a second where drawing is quick", () => {
  expect(waitUntilNext(1_000, 1_000, 1_010)).toBe(125);
  expect(waitUntilNext(1_100, 1_000, 1_010)).toBe(25);
});

it("lets four times as long pass as drawing took", () => {
  expect(waitUntilNext(1_060, 1_000, 1_060)).toBe(240);
});

it("draws at least every 400 ms, however slow the machine", () => {
  expect(waitUntilNext(1_000, 1_000, 3_000)).toBe(400);
});

it("waits for nothing after a silence", () => {
  expect(waitUntilNext(9_000, 1_000, 1_010)).toBeLessThan(0);
});

it("counts no drawing that is not over", () => {
  expect(waitUntilNext(1_000, 1_000, 400)).toBe(125);
});
