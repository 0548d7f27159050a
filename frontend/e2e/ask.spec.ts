/** From the first visit to an answer. */
import { ask, card, chair, expectAnswer, list, opinion, pill, read, synthesis } from "./support/council";
import { expect, test } from "./support/test";

const rehearsalBanner = "This is a rehearsal.";

test("a first visit without a key says it is a rehearsal, and leads to where real ones are set up", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("What should the council consider?");
  const banner = page.locator(".banner", { hasText: rehearsalBanner });
  await banner.getByRole("link", { name: "Set up a real council" }).click();
  await expect(page.getByLabel("Hugging Face token")).toBeVisible();
  await expect(page.getByRole("region", { name: "Ollama" })).toBeVisible();
});

test("the line-up names all of a member's models", async ({ page }) => {
  for (const width of [1_440, 1_024]) {
    await page.setViewportSize({ width, height: 900 });
    await page.goto("/");
    const models = page.getByRole("region", { name: /General/ }).locator("small");
    await expect(models).toHaveCount(3);
    expect(await models.evaluateAll((lists) => lists.filter((list) => list.scrollWidth > list.clientWidth || list.scrollHeight > list.clientHeight + 1).map((list) => list.textContent))).toEqual([]);
  }
});

test("a query is asked, watched and read with the keyboard alone", async ({ page }) => {
  await page.goto("/");
  const box = page.getByRole("textbox", { name: "Your query" });
  await expect(box).toBeFocused();
  await expect(page.getByRole("radio", { name: /General/ })).toBeChecked();
  await page.keyboard.type("Why is the sea salty?");
  await page.keyboard.press("Enter");

  await expect(page).toHaveURL(/\/d\/[\w-]+$/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Why is the sea salty?");
  await expectAnswer(page, "Full");
  await page.keyboard.press("2");
  await expect(opinion(page, "Creative")).toBeFocused();
  await page.keyboard.press("f");
  await expect(page.getByRole("dialog", { name: "Creative" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.keyboard.press("0");
  await expect(synthesis(page)).toBeFocused();
});

test("a query is sent before the councils have been listed", async ({ page }) => {
  let list = () => {};
  const isListed = new Promise<void>((resolve) => { list = resolve; });
  await page.route("**/api/councils/", async (route) => {
    await isListed;
    await route.continue();
  });
  await page.goto("/");
  await page.getByRole("textbox", { name: "Your query" }).fill("Why is the sea salty?");
  await page.keyboard.press("Enter");

  await expect(page).toHaveURL(/\/d\/[\w-]+$/);
  list();
});

test("members stream side by side, the chair after them, and the answer says that it is complete", async ({ page }) => {
  const id = await ask(page, "How do we stream? [rehearse: *=stall:3] [rehearse: chair=crawl:150]");
  for (const role of ["Reasoner", "Creative", "Fact-checker"]) await expect(pill(card(page, role))).toHaveText("Speaking");
  await expect(page.locator("article[aria-busy=true]")).toHaveCount(3);
  await expect(chair(page)).toContainText("The chair speaks once two opinions are in.");
  await expect(pill(chair(page))).toHaveText("Speaking");
  await expect(synthesis(page)).not.toBeEmpty();

  await expectAnswer(page, "Full");
  await expect(chair(page)).toContainText("All 3 members gave an opinion.");
  await expect(page.locator(".banner", { hasText: rehearsalBanner })).toBeVisible();
  await expect(page.getByRole("status")).toContainText("The synthesis is complete.");
  const { outcome, opinions } = await read(page.request, id);
  expect(outcome).toBe("full");
  expect(opinions.map((each) => each.status)).toEqual(["given", "given", "given"]);
});

test("the council that was chosen is the council that is asked", async ({ page }) => {
  await ask(page, "Is glass a liquid?", "Fact-checking");
  await expect(card(page, "Historian")).toBeVisible();
  await expectAnswer(page, "Full");
});

test("a draft survives a reload, and so does the council chosen for it", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("textbox", { name: "Your query" }).fill("Half a thought");
  await page.getByRole("radio", { name: /Creative/ }).check();
  await page.reload();
  await expect(page.getByRole("textbox", { name: "Your query" })).toHaveValue("Half a thought");
  await expect(page.getByRole("radio", { name: /Creative/ })).toBeChecked();
});

test("a query submitted twice at once is one deliberation", async ({ page, rehearsal }) => {
  await rehearsal.say({ "*": ["Once."] });
  await page.goto("/");
  await page.getByRole("textbox", { name: "Your query" }).fill("How often is this asked?");
  await expect(page.getByRole("button", { name: "Ask the council" })).toBeEnabled();
  await page.locator("form").evaluate((form: HTMLFormElement) => {
    form.requestSubmit();
    form.requestSubmit();
  });
  await expectAnswer(page, "Full");
  expect(await list(page.request, "How often is this asked?")).toHaveLength(1);
});

test("a finished query is edited and asked again", async ({ page, rehearsal }) => {
  await rehearsal.say({ "*": ["So it is."] });
  await ask(page, "Is it so?", "Fact-checking");
  await expectAnswer(page, "Full");
  await page.getByRole("button", { name: "Edit and ask again" }).click();
  await expect(page.getByRole("textbox", { name: "Your query" })).toHaveValue("Is it so?");
  await expect(page.getByRole("radio", { name: /Fact-checking/ })).toBeChecked();
});

test("creative work is left side by side, and one answer is made of the points that are ticked", async ({ page }) => {
  const id = await ask(page, "Write a haiku about salt.");
  await expect(chair(page)).toContainText("The opinions stand side by side.");
  const points = page.getByRole("form", { name: "One answer of these opinions" });
  await points.getByRole("checkbox").first().check();
  await points.getByRole("button", { name: "Write one answer on this point" }).click();

  await expect(page).not.toHaveURL(new RegExp(id));
  await expectAnswer(page, "Full");
});
