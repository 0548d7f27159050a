import { expect, test } from "vitest";
import { isCalledBy } from "./called";

test("a title says a query without its marks and line ends", () => {
  expect(isCalledBy("Why does map() fail?", "Why does `map()`\nfail?")).toBe(true);
});

test("a title that was cut says the query it begins", () => {
  expect(isCalledBy("Why is the …", "Why is the sea salty?")).toBe(true);
  expect(isCalledBy("Why is the …", "And lakes?")).toBe(false);
});

test("a name of its own says no query", () => {
  expect(isCalledBy("The quay", "Is the quay long?")).toBe(false);
});
