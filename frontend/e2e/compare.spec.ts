/** Two texts of one deliberation side by side, with the words in which they differ marked. */
import type { Locator, Page } from "@playwright/test";
import { expectAccessibleAnywhere, narrow } from "./support/accessible";
import { ask, card, expectAnswer, pill, read, readWhenOver, submit } from "./support/council";
import { models } from "./support/rehearsal";
import { expect, test } from "./support/test";

const texts = {
  [models.reasoner]: ["The sea is **very** salty.\n\nRivers carry it.\n\nAnswer: salt"],
  [models.creative]: ["The sea is salty.\n\nRivers carry it.\n\nAnswer: salt"],
};

const column = (page: Page, name: string): Locator => page.getByRole("article", { name });
const counted = (page: Page): Locator => page.getByRole("status").filter({ hasText: "words" });

test("the words in which two opinions differ are marked and counted", async ({ page, rehearsal }) => {
  await rehearsal.say({ "*": ["Something else."], ...texts });
  const id = await submit(page.request, "Why is the sea salty?");
  await readWhenOver(page.request, id);
  await page.goto(`/d/${id}`);
  await page.getByRole("link", { name: "Compare wording" }).click();
  await expect(page).toHaveURL(`/d/${id}/compare`);

  await page.getByRole("combobox", { name: "Left text" }).selectOption(await optionOf(page, "Left text", "Reasoner"));
  await page.getByRole("combobox", { name: "Right text" }).selectOption(await optionOf(page, "Right text", "Creative"));
  await expect(counted(page)).toContainText("Words: 1 only left, 0 only right");
  await expect(column(page, "Reasoner").getByRole("deletion")).toHaveText(["very"]);
  await expect(column(page, "Creative").getByRole("insertion")).toHaveCount(0);
  await expect(column(page, "Creative")).toContainText("Rivers carry it.");

  await page.getByRole("button", { name: "Swap the two" }).click();
  await expect(counted(page)).toContainText("Words: 0 only left, 1 only right");
  await expect(column(page, "Reasoner").getByRole("insertion")).toHaveText(["very"]);
  await page.reload();
  await expect(column(page, "Reasoner").getByRole("insertion")).toHaveText(["very"]);
  await expect(page.getByRole("option", { name: /^Synthesis/ })).toHaveCount(2);
  await expect(column(page, "Reasoner")).not.toContainText("**");
  await expectAccessibleAnywhere(page);

  await page.getByRole("combobox", { name: "Left text" }).selectOption(await optionOf(page, "Left text", "Fact-checker"));
  await expect(counted(page)).toContainText("The two share 0 % of their words");
  await expect(column(page, "Fact-checker")).toContainText("Something else.");
  await expect(page.locator(".wordings").locator("del, ins")).toHaveCount(0);
});

test("the texts stand side by side, on a phone one above the other, and can be copied", async ({ page, context, rehearsal }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await rehearsal.say({ "*": ["Something else."], ...texts });
  const id = await submit(page.request, "Why is the sea salty?");
  await readWhenOver(page.request, id);
  await page.goto(`/d/${id}/compare`);
  const [left, right] = [page.locator(".wordings article").first(), page.locator(".wordings article").last()];
  const place = async (each: Locator) => (await each.boundingBox()) ?? { x: 0, y: 0 };
  await expect(right.locator(".passage").first()).toBeVisible();
  expect((await place(left)).y).toBe((await place(right)).y);
  expect((await place(left)).x).toBeLessThan((await place(right)).x);
  await page.setViewportSize(narrow);
  expect((await place(left)).y).toBeLessThan((await place(right)).y);

  await left.getByRole("button", { name: /^Copy: / }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain("The sea is");
});

test("while a council still speaks, what is finished can be compared and the rest joins by itself", async ({ page, rehearsal }) => {
  await rehearsal.say({ "*": ["Something else."], ...texts });
  const id = await ask(page, "Who is late? [rehearse: Llama-3.3-70B-Instruct=stall:15] [rehearse: DeepSeek-V4-Pro=stall:15]");
  await expect(pill(card(page, "Creative"))).toHaveText("Given");
  await expect(pill(card(page, "Reasoner"))).toHaveText("Given");
  await page.getByRole("link", { name: "Compare wording" }).click();
  await expect(page).toHaveURL(`/d/${id}/compare`);
  await expect(counted(page)).toContainText("Words: 1 only left");
  const late = page.getByRole("combobox", { name: "Right text" }).getByRole("option", { name: /^Fact-checker/ });
  await expect(late).toHaveText("Fact-checker (still speaking)");
  await expect(late).toBeDisabled();
  await expect(late).toHaveText(/^Fact-checker · Llama/, { timeout: 45_000 });
  await expect(page.getByRole("option", { name: /^Synthesis/ })).toHaveCount(2, { timeout: 45_000 });
  await page.getByRole("combobox", { name: "Right text" }).selectOption(await optionOf(page, "Right text", "Fact-checker"));
  const { opinions } = await read(page.request, id);
  await expect(column(page, "Fact-checker")).toContainText(opinions.find(({ member }) => member === "fact-checker")?.text ?? "no text");
});

test("what stood there before a member was asked again can be compared with what stands there now", async ({ page, rehearsal }) => {
  await rehearsal.say({ [models.reasoner]: ["The first text.", "The second text."], [models.chair]: ["Written once.", "Written twice."] });
  const first = await ask(page, "Say it twice?");
  await expectAnswer(page, "Full");
  await card(page, "Reasoner").getByRole("button", { name: "Ask again: Reasoner" }).click();
  await expect(page).not.toHaveURL(new RegExp(first));
  await expectAnswer(page, "Full");
  await page.getByRole("link", { name: "Compare wording" }).click();

  const pick = async (picker: string, name: string) => page.getByRole("combobox", { name: picker }).selectOption(await optionOf(page, picker, name));
  await pick("Left text", "Reasoner, answer 1");
  await pick("Right text", "Reasoner");
  await expect(counted(page)).toContainText("Words: 1 only left, 1 only right, 2 in both.");
  await expect(column(page, "Reasoner, answer 1").getByRole("deletion")).toHaveText(["first"]);
  await pick("Left text", "Synthesis, before the revision");
  await pick("Right text", "Synthesis");
  await expect(page.getByRole("article").getByRole("deletion")).toHaveText(["once"]);
  await expect(page.getByRole("article").getByRole("insertion")).toHaveText(["twice"]);
});

test("two texts of 200 KB are compared in portions, without the page standing still", async ({ page, browser }) => {
  const id = await submit(page.request, "How long can it be?");
  const row = await readWhenOver(page.request, id);
  const long: Record<string, string> = { reasoner: babble(46_000, 1), creative: babble(46_000, 2) };
  const opinions = row.opinions.map((opinion) => ({ ...opinion, text: long[opinion.member] ?? opinion.text }));
  expect(Math.min(...Object.values(long).map((text) => text.length))).toBeGreaterThan(200_000);
  await page.route(`**/api/deliberations/${id}/`, (route) => route.fulfill({ json: { ...row, opinions } })); // longer than any model may answer
  await page.routeWebSocket(new RegExp(`/ws/deliberations/${id}/`), () => {}); // silent: the log has the short texts
  await browser.startTracing(page, { categories: ["disabled-by-default-devtools.timeline"] });
  await page.goto(`/d/${id}/compare?left=reasoner&right=creative`);
  await expect(page.getByText("These texts are long", { exact: false })).toBeVisible({ timeout: 60_000 });
  const longest = longestTask(await browser.stopTracing());
  test.info().annotations.push({ type: "longest task", description: `${longest} ms` });
  expect(longest).toBeLessThan(200);
  const words = (side: number) => page.locator(".wordings article").nth(side).evaluate((article) => article.textContent.match(/w\d+/g)?.length);
  expect(await words(0)).toBe(46_000);
  expect(await words(1)).toBe(46_000);
  await page.locator(".wordings article").last().locator(".passage").last().scrollIntoViewIfNeeded();
  await expect(page.locator(".wordings article").last().locator(".passage").last().getByRole("insertion").first()).toBeVisible();
});

test.describe("of somebody else", () => {
  test.use({ expected: { mishap: /404/ } });

  test("nothing is compared", async ({ page }) => {
    await page.goto("/d/00000000-0000-0000-0000-000000000000/compare");
    await expect(page.getByRole("heading", { name: "There is no such deliberation." })).toBeVisible();
  });
});

async function optionOf(page: Page, picker: string, role: string): Promise<string> {
  return (await page.getByRole("combobox", { name: picker }).getByRole("option", { name: new RegExp(`^${role} · `) }).getAttribute("value")) ?? "";
}

/** Milliseconds of computing, which a busy machine does not stretch as it does time. */
function longestTask(trace: Buffer): number {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: { name: string; tdur?: number }[] };
  const tasks = traceEvents.filter(({ name, tdur }) => name === "RunTask" && tdur !== undefined);
  expect(tasks.length).toBeGreaterThan(100);
  return Math.round(Math.max(...tasks.map(({ tdur = 0 }) => tdur)) / 1_000);
}

/** Paragraphs that share their words, a third of them in one order, and no sentence. */
function babble(words: number, seed: number): string {
  let state = seed * 7_919;
  return Array.from({ length: words }, (_, i) => {
    state = (state * 48_271) % 2_147_483_647;
    return `w${1_000 + Math.floor((state / 2_147_483_647) ** 2 * 40)}${i % 90 === 89 ? ".\n\n" : " "}`;
  }).join("");
}
