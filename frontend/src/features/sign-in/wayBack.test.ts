import { expect, it } from "vitest";
import { wayBack } from "./wayBack";

it("leads back to a page of ours", () => {
  expect(wayBack("/d/42?at=1")).toBe("/d/42?at=1");
  expect(wayBack("/admin/")).toBe("/admin/");
});

it("leads nowhere else", () => {
  for (const wanted of [null, "", "https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]) {
    expect(wayBack(wanted)).toBe("/");
  }
});
