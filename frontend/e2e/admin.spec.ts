/** The admin's lists: no column falls off the edge of the window. */
import { expectAnswer, ask } from "./support/council";
import { expect, test } from "./support/test";

test("every list of the admin fits into a window of 1440 px", async ({ page }) => {
  await ask(page, "What is kept of this?");
  await expectAnswer(page, "Full");
  await page.goto("/admin/");
  const lists = await page.locator("#content-main th a").evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).pathname));
  expect(lists).toContain("/admin/providers/attempt/");

  const cut: Record<string, number> = {};
  for (const list of lists) {
    await page.goto(list);
    const tables = page.locator("#result_list");
    if ((await tables.count()) === 0) continue; // nothing is listed yet
    const beyond = await tables.evaluate((table) => table.scrollWidth - (table.parentElement?.clientWidth ?? 0));
    if (beyond > 0) cut[list] = beyond;
  }
  expect(cut).toEqual({});
});

test("on a phone no page of councils, deliberations and their log is wider than the screen", async ({ page }) => {
  await ask(page, "What fits into a pocket?");
  await expectAnswer(page, "Full");
  await page.setViewportSize({ width: 390, height: 844 });
  const follow = async (link: string, heading: string) => {
    await page.getByRole("link", { name: link }).first().click();
    await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth), heading).toBe(390);
  };
  await page.goto("/admin/council/deliberation/");
  await follow("What fits into a pocket?", "View deliberation");
  await follow("Event log", "Event log");
  await expect(page.getByRole("rowheader", { name: "deliberation.started" })).toBeVisible();
  await page.goto("/admin/council/council/");
  await follow("General", "Change council");
  await follow("Choose and order them", "Change member");
});

test("a model is put first in a member's order, and the registry is synced without a choice", async ({ page }) => {
  await page.goto("/admin/council/council/");
  await page.getByRole("link", { name: "Creative" }).click();
  await page.getByRole("link", { name: "Choose and order them" }).first().click();
  const second = await page.locator("#select2-id_places-1-language_model-container").textContent();
  await page.locator("#id_places-1-position").fill("0");
  await page.getByRole("button", { name: "Save and continue editing" }).click();
  await expect(page.locator("#select2-id_places-0-language_model-container")).toHaveText(second ?? "");
  await expect(page.locator("#id_places-1-position")).toHaveValue("1");

  await page.goto("/admin/council/council/");
  await page.getByRole("checkbox", { name: "action - Creative" }).check();
  await page.getByLabel("Action:").selectOption("Follow the shipped line-up again");
  await page.getByRole("button", { name: "Go", exact: true }).click();
  await expect(page.getByText("Synced, 1 change:")).toBeVisible();

  await page.goto("/admin/providers/languagemodel/");
  await page.getByLabel("Action:").selectOption("Sync registry");
  await page.getByRole("button", { name: "Go", exact: true }).click();
  await expect(page.getByText(/^(All is up to date|Synced)/)).toBeVisible();
});

test("every list and every form of the admin opens without a fault", async ({ page }) => {
  await ask(page, "What has a form?");
  await expectAnswer(page, "Full");
  await page.goto("/admin/");
  const links = (selector: string) => page.locator(selector).evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).pathname));
  const lists = await links("#content-main th a");
  const forms = await links("#content-main a.addlink");
  for (const list of lists) {
    expect((await page.goto(list))?.status(), list).toBe(200);
    forms.push(...(await links("#result_list tbody tr:first-child th a")));
  }
  expect(forms.length).toBeGreaterThan(15);
  for (const form of forms) expect((await page.goto(form))?.status(), form).toBe(200);
});

test("a model is pulled into Ollama with its progress, through a reload, and cancelled", async ({ page, rehearsal }) => {
  await rehearsal.fail({ "new-model": ["crawl:2"], endless: ["crawl:0.5"], gone: ["404"] });
  const begin = async (model: string) => {
    await page.goto("/admin/providers/pull/add/");
    await page.getByLabel("Model:").fill(model);
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await expect(page).toHaveURL(/\/pull\/\d+\/change\//);
  };
  const text = page.locator("#pull-text");

  await begin("new-model");
  await expect(text).toHaveText(/^pulling \w+: \d\.\d\d of 4\.29 GB$/);
  await page.reload();
  await expect(text).toHaveText(/of 4\.29 GB$/);
  await expect(page.getByRole("heading", { name: "Done" })).toBeVisible();

  await begin("endless");
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("heading", { name: "Cancelled" })).toBeVisible();

  await begin("gone");
  await expect(page.getByRole("heading", { name: "Failed" })).toBeVisible();
  await expect(page.locator("#content-main")).toContainText("Look the name up at ollama.com/library.");
});
