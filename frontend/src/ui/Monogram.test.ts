import { expect, it } from "vitest";
import { lettersOf } from "./Monogram";

it.each([
  [["Reasoner", "Creative"], ["R", "C"]],
  [["Creative", "Critic", "Reasoner"], ["Ce", "Ci", "R"]],
  [["Reasoner", "Reasoner", "Reader"], ["R1", "R2", "Rd"]],
  [["Ab", "Abc"], ["Ab", "Ac"]],
])("every place of %j has letters of its own", (roles, letters) => {
  expect(lettersOf(roles)).toEqual(letters);
});
