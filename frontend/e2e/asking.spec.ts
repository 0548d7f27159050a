/** Asking on terms of one's own: the strategy, what it takes, what survives, what fits. */
import { ask, card, chair, expectAnswer, list, read, readWhenOver, submit } from "./support/council";
import { expectAccessible, expectFits } from "./support/page";
import { expect, test } from "./support/test";

const box = "Your query";

test("a strategy is chosen with the keyboard alone, and is the one on the live screen", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("textbox", { name: box })).toBeFocused();
  await page.keyboard.type("Why is the sea salty?");
  const summary = page.locator(".strategies summary");
  await expect(summary).toContainText("3 to 7 calls");
  await expect(async () => {
    await page.keyboard.press("Tab");
    await expect(summary).toBeFocused({ timeout: 50 });
  }).toPass();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("radio", { name: /^Adaptive as the council has it/ })).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("radio", { name: /^Compare/ })).toBeChecked();
  await expect(summary).toContainText("Compare");
  await expect(summary).toContainText("about 3 calls");
  await page.keyboard.press("/");
  await expect(page.getByRole("textbox", { name: box })).toBeFocused();
  await page.keyboard.press("Enter");

  await page.waitForURL(/\/d\/[\w-]+$/);
  await expect(page.getByRole("region", { name: "Query" })).toContainText("Compare");
  await expect(chair(page)).toContainText("The opinions stand side by side.");
});

test("every strategy says what it does and how many calls it makes", async ({ page }) => {
  await page.goto("/");
  await page.locator(".strategies summary").click();
  const rows = page.getByRole("group", { name: "Strategy" }).getByRole("radio");
  await expect(rows).toHaveCount(10);
  for (const row of await rows.all()) await expect(row).toHaveAccessibleName(/\S+.*\. .*calls?/);
});

test("seconds are told once they have been measured, and not before", async ({ page }) => {
  const council = "fact-checking";
  await page.goto("/");
  await page.getByRole("radio", { name: /^Fact-checking/ }).check();
  await page.locator(".strategies summary").click();
  const panel = page.getByRole("radio", { name: /^Panel/ });
  await expect(panel).toHaveAccessibleName(/about 4 calls$/);
  for (let i = 0; i < 3; i += 1) {
    const answer = await page.request.post("/api/deliberations/", { data: { query: "How long?", council, strategy: "panel" } });
    await readWhenOver(page.request, ((await answer.json()) as { id: string }).id);
  }
  await page.reload();
  await page.locator(".strategies summary").click();
  await expect(panel).toHaveAccessibleName(/about 4 calls, [\d.]+\ss, free$/);
});

test("terms are sent, survive a reload, and hold for one query only", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("textbox", { name: box }).fill("What may it cost?");
  await page.locator(".terms summary").click();
  await page.getByLabel("Cost at most, in US dollars").fill("0.5");
  await page.getByLabel("Paid models may stand in").selectOption("Yes");
  await page.reload();
  await expect(page.locator(".terms summary")).toContainText("Cost at most, in US dollars: 0.5 · Paid models may stand in for free ones: Yes");
  await page.getByRole("button", { name: "Ask the council" }).click();
  await page.waitForURL(/\/d\/[\w-]+$/);
  const row = await read(page.request, page.url().split("/").at(-1) ?? "");
  expect(row).toMatchObject({ max_cost_usd: "0.5", allow_paid: true, reuse_answers: false });
  await page.goto("/");
  await expect(page.locator(".terms summary")).toHaveText("Options");
});

test("what is asked again keeps its strategy", async ({ page }) => {
  const answer = await page.request.post("/api/deliberations/", { data: { query: "Again?", strategy: "quick" } });
  const { id } = (await answer.json()) as { id: string };
  await page.goto(`/d/${id}`);
  await expectAnswer(page, "Single");
  await page.getByRole("button", { name: "Edit and ask again" }).click();
  await expect(page.locator(".strategies summary b")).toHaveText("Quick");
});

test("the three newest queries are listed", async ({ page }) => {
  for (const query of ["The first", "The second", "The third", "The fourth"]) await readWhenOver(page.request, await submit(page.request, query));
  await page.goto("/");
  const recent = page.getByRole("region", { name: "Recent queries" }).getByRole("link");
  await expect(recent).toHaveCount(3);
  await expect(recent.first()).toContainText("The fourth");
});

test("a full storage is told, and the query can still be asked", async ({ page }) => {
  await page.addInitScript(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  });
  await page.goto("/");
  await page.getByRole("textbox", { name: box }).fill("Is there room for this?");
  await expect(page.getByText("This browser's storage is full.")).toBeVisible();
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/d\/[\w-]+$/);
  await expect.poll(() => list(page.request, "Is there room for this?")).toHaveLength(1);
});

test("D goes to the comparison, G and a letter to every place", async ({ page }) => {
  const id = await ask(page, "Where do the keys lead?");
  await expectAnswer(page, "Full");
  await card(page, "Reasoner").getByRole("heading").click();
  await page.keyboard.press("d");
  await expect(page).toHaveURL(`/d/${id}/compare`);
  for (const [key, place] of [["h", "history"], ["p", "providers"], ["m", "models"], ["c", "councils"], ["j", "judges"], ["q", "quality"], ["s", "settings"]] as const) {
    await page.keyboard.press("g");
    await page.keyboard.press(key);
    await expect(page).toHaveURL(`/${place}`);
  }
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toContainText("Compare two opinions");
});

test("with everything open it is accessible, and fits 320 px and text of 200 %", async ({ page }) => {
  await page.goto("/");
  await page.locator(".strategies summary").click();
  await page.locator(".terms summary").click();
  await expect(page.getByRole("radio", { name: /^Vote/ })).toBeVisible();
  await expectAccessible(page);
  await expectFits(page);
});

test("on a phone every place is one menu away, by name", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/");
  await page.getByRole("button", { name: "All places" }).click();
  const links = page.locator("#places").getByRole("link");
  await expect(links).toHaveText(["Ask", "History", "Providers", "Models", "Councils", "Judges", "Quality", "Settings"]);
  await expect(page.locator("#places").getByRole("link", { name: "Ask" })).toHaveAttribute("aria-current", "page");
  await links.filter({ hasText: "Councils" }).click();
  await expect(page).toHaveURL("/councils");
  await expect(links.first()).toBeHidden();
});
