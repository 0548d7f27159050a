/** Every query is found again. */
import type { Page } from "@playwright/test";
import { expectAccessible } from "./support/accessible";
import { list, readWhenOver, submit } from "./support/council";
import { expect, test } from "./support/test";

test("the history is searched, filtered and shown page by page", async ({ page, rehearsal }) => {
  await rehearsal.say({ "*": ["Short."] });
  const ids: string[] = [];
  for (const number of [1, 2, 3, 4]) ids.push(await submit(page.request, `Harbour ${number}`));
  ids.push(await submit(page.request, "Harbour lights", "creative"));
  ids.push(await submit(page.request, "Harbour fog [rehearse: *=500*]"));
  for (const id of ids) await readWhenOver(page.request, id);
  await page.route("**/api/conversations/?*", (route) => {
    const url = new URL(route.request().url());
    url.searchParams.set("limit", "4"); // the server's own pages hold fifty
    return route.continue({ url: url.href });
  });
  const titles = page.getByRole("heading", { level: 2 });
  const found = page.getByRole("article");

  await page.goto("/history");
  await page.getByRole("searchbox", { name: "Search queries and answers" }).fill("harbour");
  await expect(titles).toHaveText([/Harbour fog/, /Harbour lights/, /Harbour 4/, /Harbour 3/, /Harbour 2/, /Harbour 1/]);
  await expect(page.getByRole("button", { name: "Show more" })).toHaveCount(0);
  await expect(found.first()).toContainText("Failed");
  await expect(found.nth(1)).toContainText("Full");
  await expect(found.nth(2)).toContainText("Short.");

  await page.getByRole("combobox", { name: "Council" }).selectOption("Creative");
  await expect(titles).toHaveText([/Harbour lights/]);
  await page.getByRole("combobox", { name: "Council" }).selectOption("Any council");
  await page.getByRole("combobox", { name: "Outcome" }).selectOption("No answer");
  await expect(titles).toHaveText([/Harbour fog/]);
  await page.getByRole("searchbox", { name: "Search queries and answers" }).fill("nowhere to be found");
  await expect(page.getByRole("heading", { name: "Nothing fits." })).toBeVisible();
  await page.getByRole("button", { name: "Clear search and filters" }).click();
  await expect(titles.first()).toContainText("Harbour fog");
});

test("a conversation is opened to its queries, called anew, and deleted", async ({ page, rehearsal }) => {
  await rehearsal.say({ "*": ["So it is."] });
  const first = await submit(page.request, "Is the quay long?");
  const { conversation } = (await readWhenOver(page.request, first)) as { conversation?: string };
  for (const follow of [{ query: "And wide?", follows: first }, { query: "Is the quay, then, long?", edits: first }]) {
    const { id } = (await (await page.request.post("/api/deliberations/", { data: follow })).json()) as { id: string };
    await readWhenOver(page.request, id);
  }
  await page.goto("/history");
  const folder = page.getByRole("article").first();
  const title = folder.getByRole("heading").first();
  await expect(title).toHaveText("Is the quay long?");
  await expect(folder).toContainText("Is the quay, then, long? So it is.");
  await folder.getByRole("button", { name: "3 queries of “Is the quay long?”" }).click();
  await expect(folder.getByRole("listitem")).toHaveText([/Is the quay long\?.*Version 1 of 2/, /And wide\?/, /then, long\?.*Version 2 of 2/]);

  await act(page, "Rename…");
  const renaming = page.getByRole("dialog", { name: "Rename the conversation" });
  await renaming.getByRole("textbox", { name: "Name" }).fill("The quay");
  await page.keyboard.press("Enter");
  await expect(title).toHaveText("The quay");
  await expect(renaming).toHaveCount(0);

  await act(page, "Delete…");
  const deleting = page.getByRole("dialog", { name: "Delete the conversation?" });
  await expect(deleting).toContainText("“The quay” and its 3 queries go for good");
  await deleting.getByRole("button", { name: "Cancel" }).click();
  await act(page, "Delete…");
  await deleting.getByRole("button", { name: "Delete for good" }).click();
  await expect(page.getByRole("heading", { name: "The quay" })).toHaveCount(0);
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  expect((await page.request.get(`/api/conversations/${conversation ?? ""}/`)).status()).toBe(404);
  expect((await page.request.get(`/api/deliberations/${first}/`)).status()).toBe(404);
});

test("what has an open link is found, and the link revoked", async ({ page, rehearsal }) => {
  await rehearsal.say({ "*": ["So it is."] });
  const [shown, kept] = [await submit(page.request, "Is the pier shown?"), await submit(page.request, "Is the pier kept?")];
  for (const id of [shown, kept]) await readWhenOver(page.request, id);
  await page.request.put(`/api/deliberations/${shown}/share/`, { data: { with_opinions: false } });
  await page.goto("/history");
  await page.getByRole("combobox", { name: "Outcome" }).selectOption("Open link");
  await expect(page.getByRole("article")).toHaveCount(1);
  const revoke = page.getByRole("button", { name: "Revoke the link to “Is the pier shown?”" });
  await expectAccessible(page);
  await revoke.click();
  await expect(page.getByRole("heading", { name: "Nothing fits." })).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  expect(await (await page.request.get(`/api/deliberations/${shown}/share/`)).json()).toMatchObject({ is_shared: false });
});

test("what still runs in a conversation is stopped, then it is deleted", async ({ page }) => {
  const id = await submit(page.request, "Does it run? [rehearse: *=stall:30]");
  await page.goto("/history");
  await expect(page.getByRole("article").first()).toContainText("Does it run?");
  await act(page, "Delete…");
  const dialog = page.getByRole("dialog", { name: "Delete the conversation?" });
  await expect(dialog).toContainText("still running: it is stopped first");
  await dialog.getByRole("button", { name: "Stop and delete" }).click();
  await expect(page.getByRole("heading", { name: /Does it run/ })).toHaveCount(0);
  expect((await page.request.get(`/api/deliberations/${id}/`)).status()).toBe(404);
});

test.describe("what was not known to run", () => {
  test.use({ expected: { mishap: /409/ } });

  test("is refused first, then offered to be stopped", async ({ page }) => {
    const first = await submit(page.request, "Is it quiet?");
    await readWhenOver(page.request, first);
    await page.goto("/history");
    await expect(page.getByRole("article").first()).toContainText("Is it quiet?");
    await page.request.post("/api/deliberations/", { data: { query: "And now? [rehearse: *=stall:30]", follows: first } });
    await act(page, "Delete…");
    await page.getByRole("button", { name: "Delete for good" }).click();
    await expect(page.getByRole("alert").filter({ hasText: "still running" })).toBeVisible();
    await page.getByRole("button", { name: "Stop and delete" }).click();
    await expect(page.getByRole("heading", { name: /Is it quiet/ })).toHaveCount(0);
  });
});

test("the words that were looked for are marked, also late in a long answer", async ({ page, rehearsal }) => {
  await rehearsal.say({ "*": [`${"The sea rises and falls. ".repeat(20)}A lighthouse stands there.`] });
  await readWhenOver(page.request, await submit(page.request, "What is at the shore?"));
  await page.goto("/history");
  await page.getByRole("searchbox", { name: "Search queries and answers" }).fill("LIGHTHOUSE shore");
  const found = page.getByRole("article").filter({ hasText: "What is at the shore?" }).first();
  await expect(found.locator("mark")).toHaveText(["shore", "lighthouse"]);
});

test("opinions that stand side by side are told as such", async ({ page }) => {
  await readWhenOver(page.request, await submit(page.request, "Write a haiku about a quay."));
  await page.goto("/history");
  await expect(page.getByRole("article").first()).toContainText(/Side by side, \d opinions/);
});

async function act(page: Page, what: string): Promise<void> {
  await page.getByRole("article").first().getByRole("button", { name: /^What to do with/ }).click();
  await page.getByRole("button", { name: what }).click();
}

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
