/** Evaluations that were kept, and what councils decide by. */
import { expectAccessibleAnywhere } from "./support/accessible";
import { evaluateTinySet } from "./support/evaluated";
import { manage } from "./support/stack";
import { expect, test } from "./support/test";

test("without any evaluation the page says how one is made", async ({ page }) => {
  await page.goto("/judges");
  await page.getByRole("link", { name: "Quality" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Quality");
  await expect(page.getByText("manage.py evaluate SET --keep")).toBeVisible();
  await expect(page.getByText("Nothing has been learned of any model.")).toBeVisible();
  await expectAccessibleAnywhere(page);
});

test("a kept evaluation is drawn, with a table behind each chart", async ({ page }) => {
  evaluateTinySet(manage);
  await page.goto("/quality");
  await page.getByRole("link", { name: /^tiny/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Evaluation of tiny");
  await expect(page.getByText("manage.py evaluate tiny --learn train --score test --seed 0 --strategy vote panel")).toBeVisible();
  await expect(page.getByRole("img", { name: /Accuracy against the best member/ })).toBeVisible();

  await page.getByText("Show as table").first().click();
  const accuracy = page.getByRole("group", { name: "Accuracy against the best member" }).getByRole("row");
  await expect(accuracy.last().getByRole("cell")).toHaveText([/^\d+\.0 %$/, "100.0 %ann", /^[+−]\d+\.\d \[/, "100.0 %"]);
  await page.getByText("Show as table").last().click();
  await page.getByText("Not measured", { exact: false }).first().click();
  const calibration = page.getByRole("group", { name: "Calibration", exact: true }).getByRole("row");
  await expect(calibration.nth(1).getByRole("rowheader")).toHaveText("as it stands");
  await expect(page.getByRole("table", { name: "Not measured" })).toContainText("panel");
  await expectAccessibleAnywhere(page);

  await page.getByRole("link", { name: "All evaluations" }).click();
  const strengths = page.getByRole("group", { name: "Strengths in force" }).getByRole("row");
  await expect(strengths.filter({ hasText: "ann" })).toContainText("100.0 %");
  await expect(strengths.filter({ hasText: "ann" })).toContainText("40 of 40");
  await expect(page.getByRole("group", { name: "Agreement in force" })).toContainText("tiny");
  await expectAccessibleAnywhere(page);
});

test.describe("an evaluation that is not there", () => {
  test.use({ expected: { mishap: /404/ } });

  test("is said not to be", async ({ page }) => {
    await page.goto("/quality/00000000-0000-0000-0000-000000000000");
    await expect(page.getByRole("heading", { name: "There is no such evaluation." })).toBeVisible();
  });
});
