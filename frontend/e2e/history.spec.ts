/** Every query is found again. */
import { list, readWhenOver, submit } from "./support/council";
import { expect, test } from "./support/test";

test("the history is searched, filtered and shown page by page", async ({ page, rehearsal }) => {
  await rehearsal.say({ "*": ["Short."] });
  const ids: string[] = [];
  for (const number of [1, 2, 3, 4]) ids.push(await submit(page.request, `Harbour ${number}`));
  ids.push(await submit(page.request, "Harbour lights", "creative"));
  ids.push(await submit(page.request, "Harbour fog [rehearse: *=500*]"));
  for (const id of ids) await readWhenOver(page.request, id);
  await page.route("**/api/deliberations/?*", (route) => {
    const url = new URL(route.request().url());
    url.searchParams.set("limit", "4"); // the server's own pages hold fifty
    return route.continue({ url: url.href });
  });
  const entries = page.getByRole("listitem");

  await page.goto("/history");
  await page.getByRole("searchbox", { name: "Search queries" }).fill("harbour");
  await expect(entries).toHaveText([/Harbour fog/, /Harbour lights/, /Harbour 4/, /Harbour 3/]);
  await page.getByRole("button", { name: "Show more" }).click();
  await expect(entries).toHaveText([/Harbour fog/, /Harbour lights/, /Harbour 4/, /Harbour 3/, /Harbour 2/, /Harbour 1/]);
  await expect(page.getByRole("button", { name: "Show more" })).toHaveCount(0);
  await expect(entries.first()).toContainText("Failed");
  await expect(entries.nth(1)).toContainText("Full");

  await page.getByRole("combobox", { name: "Council" }).selectOption("Creative");
  await expect(entries).toHaveText([/Harbour lights/]);
  await page.getByRole("combobox", { name: "Council" }).selectOption("Any council");
  await page.getByRole("combobox", { name: "Status" }).selectOption("Failed");
  await expect(entries).toHaveText([/Harbour fog/]);
  await page.getByRole("searchbox", { name: "Search queries" }).fill("nowhere to be found");
  await expect(page.getByRole("heading", { name: "Nothing fits." })).toBeVisible();
  await page.getByRole("button", { name: "Clear search and filters" }).click();
  await expect(entries.first()).toContainText("Harbour fog");
});

test("a recent query is opened from the first page and from the history", async ({ page, rehearsal }) => {
  await rehearsal.say({ "*": ["Here."] });
  const id = await submit(page.request, "Where was I?");
  await readWhenOver(page.request, id);
  await page.goto("/");
  await page.getByRole("region", { name: "Recent queries" }).getByRole("link", { name: /Where was I/ }).click();
  await expect(page).toHaveURL(`/d/${id}`);
  await page.keyboard.press("g");
  await page.keyboard.press("h");
  await expect(page).toHaveURL("/history");
  await page.getByRole("link", { name: /Where was I/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Where was I?");
  expect(await list(page.request, "Where was I?")).toHaveLength(1);
});
