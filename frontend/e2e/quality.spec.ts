/** Evaluations that were kept, and what councils decide by. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expectAccessibleAnywhere } from "./support/accessible";
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
  const folder = tinySet();
  try {
    manage("evaluate", folder, "--strategy", "vote", "panel", "--keep");
    manage("calibrate", folder);
  } finally {
    rmSync(join(folder, ".."), { recursive: true });
  }
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

/** Forty questions to learn from and four to score; ann knows all, bob every second. */
function tinySet(): string {
  const folder = join(mkdtempSync(join(tmpdir(), "ai-council-set-")), "tiny");
  mkdirSync(folder);
  const ids = Array.from({ length: 44 }, (_, i) => (i < 40 ? `t${i}` : `s${i - 40}`));
  const questions = ids.map((id) => ({ id, prompt: `${id}?`, kind: "number", gold: "7", split: id.startsWith("t") ? "train" : "test" }));
  const answers = ids.flatMap((id, i) => ["ann", "bob"].map((m) => ({ q: id, m, text: `Answer: ${m === "ann" || i % 2 ? 7 : 8}` })));
  writeFileSync(join(folder, "dataset.json"), JSON.stringify({ name: "tiny", kind: "number", task: "sums", members: ["ann", "bob"] }));
  for (const [name, lines] of Object.entries({ questions, answers })) writeFileSync(join(folder, `${name}.jsonl`), lines.map((line) => JSON.stringify(line)).join("\n"));
  return folder;
}
