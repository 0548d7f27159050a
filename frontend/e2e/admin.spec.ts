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
