/** What follows an answer: a follow-up, another version, a contested point. */
import type { Page } from "@playwright/test";
import { ask, chair, expectAnswer, expectOver, read, readWhenOver, submit, synthesis } from "./support/council";
import { expect, test } from "./support/test";

test("a follow-up goes to the whole council, then to one member, with what came before above it", async ({ page }) => {
  const first = await ask(page, "Why is the sea salty?");
  const box = page.getByRole("textbox", { name: "Follow-up" });
  await box.fill("And lakes?");
  await expectAnswer(page, "Full");
  await page.reload();
  await expect(box).toHaveValue("And lakes?");
  await box.press("Enter");

  const second = await arrive(page, "And lakes?");
  const earlier = page.getByRole("region", { name: "Earlier turns" });
  await earlier.getByText("Why is the sea salty?").click();
  await expect(earlier.getByRole("link", { name: "Open this turn" })).toHaveAttribute("href", `/d/${first}`);
  await expectAnswer(page, "Full");

  await box.fill("And you?");
  await page.getByRole("combobox", { name: "Whom to ask" }).selectOption("Only Fact-checker");
  await page.getByRole("button", { name: "Send" }).click();
  const third = await arrive(page, "And you?");
  await expect(chair(page).locator(".outcome")).toContainText("The Fact-checker was asked alone");
  await expect(page.getByRole("article")).toHaveCount(1);
  const { follows, history, to } = await read(page.request, third);
  expect([follows, history, to]).toEqual([second, { turns: 2, left_out: 0 }, "fact-checker"]);

  await page.getByRole("button", { name: "Edit and ask again" }).click();
  await expect(page.getByText("Asks the Fact-checker alone, as the query did beside which it stands.")).toBeVisible();
  await page.getByRole("textbox", { name: "Your query" }).fill("And you, again?");
  await page.keyboard.press("Enter");
  const fourth = await arrive(page, "And you, again?");
  expect((await readWhenOver(page.request, fourth)).to).toBe("fact-checker");
});

test("an edited query stands beside the one it edits", async ({ page }) => {
  const first = await ask(page, "Why is the sea salty?");
  await expectAnswer(page, "Full");
  await page.getByRole("button", { name: "Edit and ask again" }).click();
  await expect(page.getByText("Stands beside the query that it edits")).toBeVisible();
  await page.getByRole("textbox", { name: "Your query" }).fill("Why is the Dead Sea salty?");
  await page.keyboard.press("Enter");

  await arrive(page, "Why is the Dead Sea salty?");
  const versions = page.getByRole("navigation", { name: "The query, asked otherwise" });
  await expect(versions).toContainText("Query 2 of 2");
  await versions.getByRole("link", { name: "Query before" }).click();
  await expect(page).toHaveURL(`/d/${first}`);
  await expect(versions).toContainText("Query 1 of 2");
});

test("a query is edited while its council still sits, which goes on beside it", async ({ page }) => {
  const first = await ask(page, "Why is the sea slaty? [rehearse: *=hang*]");
  await expect(page.getByRole("button", { name: "Stop all" })).toBeVisible();
  await page.getByRole("button", { name: "Edit and ask again" }).click();
  await page.getByRole("textbox", { name: "Your query" }).fill("Why is the sea salty?");
  await page.keyboard.press("Enter");

  await arrive(page, "Why is the sea salty?");
  await expectAnswer(page, "Full");
  await page.getByRole("navigation", { name: "The query, asked otherwise" }).getByRole("link", { name: "Query before" }).click();
  await expect(page).toHaveURL(`/d/${first}`);
  await page.getByRole("button", { name: "Stop all" }).click();
  await expectOver(page);
});

test("a point is contested: it is argued, the answer patched, the one before kept", async ({ page }) => {
  const first = await ask(page, "Why is the sea salty?");
  await expectAnswer(page, "Full");
  const before = await synthesis(page).innerText();
  await page.getByRole("button", { name: "Contest a point" }).click();
  const dialog = page.getByRole("dialog", { name: "Contest a point" });
  await dialog.getByRole("textbox", { name: "The point" }).fill("Rivers carry the salt.");
  await dialog.getByRole("textbox", { name: "Why you contest it" }).fill("They taste of nothing.");
  await dialog.getByRole("button", { name: "Have it argued" }).click();

  await expect(page).not.toHaveURL(`/d/${first}`);
  await expectAnswer(page, "Full");
  await expect(page.getByText("Contested: Rivers carry the salt.")).toBeVisible();
  await expect(synthesis(page)).toContainText("This holds in most cases; there are exceptions.");
  await page.getByRole("link", { name: "The answer before" }).click();
  await expect(page).toHaveURL(`/d/${first}`);
  await expect(synthesis(page)).toHaveText(before, { useInnerText: true });
});

test("the query of a contested answer is edited and asked as the council does, not contested again", async ({ page }) => {
  const first = await submit(page.request, "Why is the sea salty?");
  await readWhenOver(page.request, first);
  const answer = await page.request.post(`/api/deliberations/${first}/contest/`, { data: { claim: "Rivers carry the salt." } });
  const { id } = (await answer.json()) as { id: string };
  await readWhenOver(page.request, id);
  await page.goto(`/d/${id}`);
  await page.getByRole("button", { name: "Edit and ask again" }).click();
  await page.getByRole("textbox", { name: "Your query" }).fill("Why is the Dead Sea salty?");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/d\/[\w-]+$/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Why is the Dead Sea salty?");
  await expect(page.getByRole("region", { name: "Query" })).toContainText("Adaptive");
});

/** The page of the turn that was just sent. */
async function arrive(page: Page, query: string): Promise<string> {
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(query);
  return page.url().split("/").at(-1) ?? "";
}
