import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { announcerFor } from "./Announcer";

const said: string[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  said.length = 0;
});
afterEach(() => vi.useRealTimers());

it("merges facts and speaks once in three seconds", () => {
  const announce = announcerFor((sentences) => said.push(sentences));
  announce("A has given an opinion.");
  announce("B has given an opinion.");
  vi.advanceTimersByTime(100);
  announce("C has given an opinion.");
  announce("C has given an opinion.");
  vi.advanceTimersByTime(2_999);
  expect(said).toEqual(["A has given an opinion. B has given an opinion."]);
  vi.advanceTimersByTime(1);
  expect(said.at(-1)).toBe("C has given an opinion.");
});

it("speaks at once again after a silence", () => {
  const announce = announcerFor((sentences) => said.push(sentences));
  announce("one");
  vi.advanceTimersByTime(10_000);
  announce("two");
  vi.advanceTimersByTime(100);
  expect(said).toEqual(["one", "two"]);
});
