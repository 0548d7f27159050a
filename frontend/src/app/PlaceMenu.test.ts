import { expect, it } from "vitest";
import { currentAt } from "./PlaceMenu";

it.each([
  ["/", "/", "page"],
  ["/", "/d/42", "true"],
  ["/", "/history", undefined],
  ["/councils", "/councils", "page"],
  ["/councils", "/councils/general", "true"],
  ["/councils", "/", undefined],
])("from %s marks %s as %s", (href, path, current) => {
  expect(currentAt(href, path)["aria-current"]).toBe(current);
});
