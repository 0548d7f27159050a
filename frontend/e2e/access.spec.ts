/** No violation of the accessibility rules on any screen, in either theme. */
import { expectAccessible, expectNoViolation, narrow } from "./support/accessible";
import { ask, card, chair, expectAnswer, pill, readWhenOver, submit } from "./support/council";
import { expect, test } from "./support/test";

test("the first page is accessible", async ({ page }) => {
  await readWhenOver(page.request, await submit(page.request, "Is there a recent one?"));
  await page.goto("/");
  await expect(page.getByRole("radio").first()).toBeVisible();
  await expect(page.getByRole("heading", { name: "Recent queries" })).toBeVisible();
  await expectAccessible(page);
  await page.setViewportSize(narrow);
  await expectNoViolation(page, "light");
});

test("the live screen is accessible while members speak, wait and have failed", async ({ page }) => {
  await ask(page, "Who reads this? [rehearse: gpt-oss-120b=stall:60] [rehearse: gemma-4-31B-it=hang] [rehearse: *=429:9,ok]");
  await expect(pill(card(page, "Reasoner"))).toHaveText("Speaking");
  await expectAccessible(page);
  await page.setViewportSize(narrow);
  await expectNoViolation(page, "light");
});

test("a finished deliberation is accessible", async ({ page }) => {
  await ask(page, "How do we ship breaking schema changes on a busy PostgreSQL table? [rehearse: gpt-oss-120b=402]");
  await expectAnswer(page, "Full");
  await card(page, "Reasoner").getByText(/^Fell back to/).click();
  await expectAccessible(page);
  await page.getByRole("tab", { name: /Attempts/ }).click();
  await expectNoViolation(page, "light");
});

test("what stands behind the chair's tabs is accessible", async ({ page }) => {
  const answer = await page.request.post("/api/deliberations/", { data: { query: "Who is first?", council: "general", strategy: "peer_review" } });
  const { id } = (await answer.json()) as { id: string };
  await page.goto(`/d/${id}`);
  await expectAnswer(page, "Full");
  for (const tab of [/^Reviews/, /^Attempts/]) {
    await chair(page).getByRole("tab", { name: tab }).click();
    await chair(page).getByRole("tabpanel").locator("summary").first().click();
    await expectAccessible(page);
  }
});

test("a failed deliberation is accessible", async ({ page }) => {
  await ask(page, "Who fails? [rehearse: *=500*]");
  await expect(page.getByRole("alert").filter({ hasText: "Quorum not reached." })).toBeVisible();
  await expectAccessible(page);
});

test("the history is accessible", async ({ page }) => {
  await readWhenOver(page.request, await submit(page.request, "Is it listed?"));
  await page.goto("/history");
  const listed = page.getByRole("article").filter({ hasText: "Is it listed?" }).first();
  await listed.getByRole("button", { name: /^1 query of/ }).click();
  await expect(listed.getByRole("list").getByRole("link", { name: "Is it listed?" })).toBeVisible();
  await expectAccessible(page);
  await page.setViewportSize(narrow);
  await expectAccessible(page);
  for (const dialog of ["Rename…", "Delete…"]) {
    await listed.getByRole("button", { name: /^What to do/ }).click();
    await expectNoViolation(page, "light");
    await page.getByRole("button", { name: dialog }).click();
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await expect(listed.getByRole("button", { name: /^What to do/ })).toBeFocused();
  }
});

test.describe("what is not there", () => {
  test.use({ expected: { mishap: /404/ } });

  test("is accessible", async ({ page }) => {
    await page.goto("/d/00000000-0000-0000-0000-000000000000");
    await expect(page.getByRole("heading", { name: "There is no such deliberation." })).toBeVisible();
    await expectAccessible(page);
    await page.goto("/no/such/page");
    await expect(page.getByRole("heading", { name: "There is no such page." })).toBeVisible();
    await expectAccessible(page);
  });
});
