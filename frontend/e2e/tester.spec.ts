/** Models asked side by side, and cases put to them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expectAccessibleAnywhere } from "./support/accessible";
import { essay } from "./support/essay";
import { models } from "./support/rehearsal";
import { expect, test } from "./support/test";

const example = join(import.meta.dirname, "../../docs/examples/cases.jsonl");

async function choose(page: Page, ...labels: RegExp[]): Promise<void> {
  for (const label of labels) await page.getByRole("checkbox", { name: label }).first().check();
}

test("models answer one query side by side, who failed stands last", async ({ page, rehearsal }) => {
  await rehearsal.say({ [models.reasoner]: ["Rivers carry salt from the rocks."], [models.creative]: ["Salt."] });
  await page.goto("/models/compare");
  await choose(page, /gpt-oss.120b/i, /gemma.4.31B/i, /Llama.3\.3.70B/i);
  await page.getByRole("textbox", { name: "Query" }).fill("Why is the sea salty? [rehearse: Llama-3.3-70B-Instruct=500*]");
  await page.getByRole("button", { name: "Compare", exact: true }).click();

  const table = page.getByRole("table");
  await expect(page.getByText("2 of 3 answered.")).toBeVisible();
  await expect(table.getByRole("row")).toHaveCount(4);
  await expect(table.getByRole("row").last()).toContainText(models.factChecker);
  await expect(table.getByRole("row").last()).toContainText("Failed");
  await expect(table.getByRole("row").last()).toContainText("unknown");
  const longest = table.getByRole("row").filter({ hasText: models.reasoner });
  await expect(longest).toContainText("longest");
  await expect(longest.getByRole("cell").nth(6)).toHaveText("33");
  await expect(page.getByRole("article").first()).toContainText("alt");
  await expect(page.getByText("This is a rehearsal.")).toBeVisible();
  await expectAccessibleAnywhere(page);
});

test("a long answer fades where it goes on below, and ends whole", async ({ page, rehearsal }) => {
  await rehearsal.say({ [models.reasoner]: [essay(4_000)] });
  await page.goto("/models/compare");
  await choose(page, /gpt-oss.120b/i);
  await page.getByRole("textbox", { name: "Query" }).fill("Who says much?");
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  const text = page.getByRole("article").locator(".md");
  await expect(text.getByRole("heading", { name: "Part 2" })).toBeAttached();
  const fade = () => text.evaluate((box) => {
    const { position, height } = getComputedStyle(box, "::after");
    const last = [...box.children].at(-1)?.getBoundingClientRect().bottom ?? NaN;
    return { position, isOverText: last > box.getBoundingClientRect().bottom - parseFloat(height) + 1 };
  });
  expect(await fade()).toEqual({ position: "sticky", isOverText: true });
  await text.evaluate((box) => box.scrollTo(0, box.scrollHeight));
  expect(await fade()).toEqual({ position: "sticky", isOverText: false });
});

test("where nobody answers there is no figure that is none", async ({ page }) => {
  await page.goto("/models/compare");
  await choose(page, /gpt-oss.120b/i, /gemma.4.31B/i);
  await page.getByRole("textbox", { name: "Query" }).fill("Who fails? [rehearse: *=401*]");
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  await expect(page.getByText("Nobody answered.")).toBeVisible();
  expect(await page.getByRole("main").textContent()).not.toMatch(/NaN|Infinity|undefined|null/);
});

test("how long it has taken is told, and nothing is made up of how far it is", async ({ page }) => {
  await page.goto("/models/compare");
  await choose(page, /gpt-oss.120b/i);
  await page.getByRole("textbox", { name: "Query" }).fill("Who waits? [rehearse: *=stall:20,ok]");
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  await expect(page.getByText(/Waiting for the model: [1-9]\d* s/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Compare", exact: true })).toBeDisabled();
  await expect(page.getByRole("progressbar")).toHaveCount(0);
});

test.describe("what the server refuses", () => {
  test.use({ expected: { mishap: /400|Bad Request/ } });

  test("is told in its words", async ({ page }) => {
    await page.route("**/api/models/compare/", (route) => route.continue({ postData: JSON.stringify({ models: ["huggingface:nobody"], query: "Who?" }) }));
    await page.goto("/models/compare");
    await choose(page, /gpt-oss.120b/i);
    await page.getByRole("textbox", { name: "Query" }).fill("Who?");
    await page.getByRole("button", { name: "Compare", exact: true }).click();
    await expect(page.getByRole("alert")).toContainText("nobody");
  });
});

test("cases are put to models, and two rates are told apart", async ({ page, rehearsal }) => {
  await rehearsal.say({ [models.reasoner]: ["Paris"], [models.creative]: ["Berlin"] });
  await page.goto("/models/test");
  await page.getByRole("textbox", { name: "Name" }).fill("capital");
  await page.getByRole("textbox", { name: "Prompt" }).fill("What is the capital of France? [rehearse: Llama-3.3-70B-Instruct=500*]");
  await page.getByRole("combobox", { name: "Matcher" }).selectOption("word");
  await page.getByRole("textbox", { name: "Value" }).fill("paris");
  await choose(page, /gpt-oss.120b/i, /gemma.4.31B/i, /Llama.3\.3.70B/i);
  await expect(page.getByText("3 answers will be asked for")).toBeVisible();
  await page.getByRole("button", { name: "Run the cases" }).click();

  const report = page.getByRole("region", { name: "Report" });
  await expect(report.getByText("67 % of what was asked was answered: 2 of 3")).toBeVisible();
  await expect(report.getByText("50 % of the answers passed: 1 of 2")).toBeVisible();
  const byModel = report.getByRole("table", { name: "By model" });
  const rates = (model: string) => byModel.getByRole("row").filter({ hasText: model }).getByRole("cell");
  await expect(rates(models.reasoner)).toHaveText(["100 %", "100 %", "1", "1", "1"]);
  await expect(rates(models.creative)).toHaveText(["100 %", "0 %", "1", "1", "0"]);
  await expect(rates(models.factChecker)).toHaveText(["0 %", "unknown", "1", "0", "0"]);
  await expect(report.getByRole("table", { name: "Each answer" })).toContainText("Missed");
  await expectAccessibleAnywhere(page);
});

test("examples are loaded, exported, and imported again as they were", async ({ page }) => {
  await page.goto("/models/test");
  await page.getByRole("button", { name: "Load the examples" }).click();
  const names = page.getByRole("textbox", { name: "Name" });
  await expect(names).toHaveCount(4);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export" }).click();
  const file = await (await download).path();
  const lines = readFileSync(example, "utf8").trim().split("\n");
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(lines.map((line) => JSON.parse(line) as unknown));

  await page.getByRole("button", { name: "Remove case capital" }).click();
  await expect(names).toHaveCount(3);
  await page.locator('input[type="file"]').setInputFiles({ name: "cases.json", mimeType: "application/json", buffer: readFileSync(file) });
  await expect(names).toHaveCount(4);
  await page.locator('input[type="file"]').setInputFiles({ name: "cases.json", mimeType: "application/json", buffer: Buffer.from("[{}]") });
  await expect(page.getByRole("alert")).toContainText("Case 1 cannot be read");
  await expect(names).toHaveCount(4);
});
