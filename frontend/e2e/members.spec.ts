/** What a person may do with one member, while the council sits and once it has ended. */
import { ask, card, expectAnswer, expectOver, opinion, pill, read, readWhenOver, submit } from "./support/council";
import { shiftsOf, watchShifts } from "./support/shifts";
import { expect, test } from "./support/test";

const waits = "[rehearse: gpt-oss-120b=429:9"; // and no quorum before Creative has spoken
const others = "[rehearse: gemma-4-31B-it=slow:8]";

test("trying now ends the wait, and the attempts so far are told", async ({ page }) => {
  await ask(page, `Is anybody busy? ${waits},ok] ${others}`);
  const reasoner = card(page, "Reasoner");
  await expect(pill(reasoner)).toHaveText(/^Retrying in \d s$/);
  const told = await reasoner.innerText();
  const asked = Date.now();
  await reasoner.getByRole("button", { name: "Try now" }).click();
  await expect(pill(reasoner)).toHaveText(/Asking|Speaking|Given/);
  expect(Date.now() - asked).toBeLessThan(6_000); // of the nine seconds
  expect(told).toMatch(/Hugging Face — asked too often/);
  expect(told).toMatch(/Waiting for the rate window, \d s left/);
  expect(told).toMatch(/Then .+, then .+/);
  expect(told).toMatch(/Attempt 1 of 3/);
  await expect(pill(reasoner)).toHaveText("Given");
  await expect(reasoner.locator("del")).toHaveCount(0);
  await expectOver(page, 45_000);
});

test("skipping leaves the model for the next one, and says so", async ({ page }) => {
  const id = await ask(page, `Who is slow? ${waits}*] ${others}`);
  const reasoner = card(page, "Reasoner");
  await reasoner.getByRole("button", { name: "Skip to fallback: Reasoner" }).click();
  await expect(reasoner.locator("del")).toHaveText("GPT-OSS 120B");
  await expect(reasoner.locator(".note")).toContainText("It was skipped.");
  await expect(pill(reasoner)).toHaveText("Given");
  await expectOver(page, 45_000);
  const { opinions } = await readWhenOver(page.request, id);
  expect(opinions.find(({ member }) => member === "reasoner")?.model).not.toContain("gpt-oss-120b");
});

test("a member is asked again, and what it said before stays to be read", async ({ page, rehearsal }) => {
  await rehearsal.say({ "openai/gpt-oss-120b": ["The first text.", "The second text."] });
  const id = await ask(page, "Say it twice?");
  await expectAnswer(page, "Full");
  await card(page, "Reasoner").getByRole("button", { name: "Ask again: Reasoner" }).click();
  await expect(page).not.toHaveURL(new RegExp(id));
  await expectAnswer(page, "Full");
  const reasoner = card(page, "Reasoner");
  const steps = reasoner.getByRole("group", { name: "What the Reasoner said each time" });
  await expect(steps).toContainText("2/2");
  await expect(opinion(page, "Reasoner")).toHaveText("The second text.");
  await steps.getByRole("button", { name: "What it said before" }).click();
  await expect(steps).toContainText("1/2");
  await expect(opinion(page, "Reasoner")).toHaveText("The first text.");
  await page.reload();
  await expect(opinion(page, "Reasoner")).toHaveText("The second text.");
  await expect(card(page, "Creative").getByRole("group", { name: /said each time/ })).toHaveCount(0);
  expect((await read(page.request, id)).status).toBe("done");
});

test("who abstained says why in full, and can be asked again", async ({ page }) => {
  await ask(page, "Who is gone? [rehearse: gpt-oss-120b=too-long*] [rehearse: gpt-oss-20b=too-long*] [rehearse: gemini-3.1-flash-lite=too-long*]"); // nobody stands in for these
  const reasoner = card(page, "Reasoner");
  await expect(pill(reasoner)).toHaveText("Abstained", { timeout: 30_000 });
  await expectOver(page, 30_000);
  await expect(reasoner.getByRole("button", { name: "Ask again: Reasoner" })).toBeVisible();
  const note = reasoner.locator(".note").first();
  await expect(note).toContainText("No model is left");
  expect(await note.evaluate((el) => el.scrollWidth <= el.clientWidth)).toBe(true);
});

test("with the keyboard alone: skip a member that waits, then ask it again", async ({ page }) => {
  await ask(page, `Keys only? ${waits}*] ${others}`);
  const skip = card(page, "Reasoner").getByRole("button", { name: "Skip to fallback: Reasoner" });
  await skip.focus();
  await page.keyboard.press("Enter");
  await expect(pill(card(page, "Reasoner"))).toHaveText("Given");
  await expectOver(page, 45_000);
  const url = page.url();
  await page.keyboard.press("1");
  await expect(opinion(page, "Reasoner")).toBeFocused();
  await expect(async () => {
    await page.keyboard.press("Tab");
    await expect(page.getByRole("button", { name: "Ask again: Reasoner" })).toBeFocused({ timeout: 100 });
  }).toPass();
  await page.keyboard.press("Enter");
  await page.waitForURL((now) => now.href !== url);
  await expectOver(page, 45_000);
  await expect(card(page, "Reasoner").getByRole("group", { name: /said each time/ })).toContainText("2/2");
});

test("a whole text that nobody has touched is shown from its beginning, without a shift", async ({ page, rehearsal }) => {
  await watchShifts(page);
  const long = Array.from({ length: 60 }, (_, i) => `Paragraph ${i} of what is said.`).join("\n\n");
  await rehearsal.say({ "openai/gpt-oss-120b": [long], "google/gemma-4-31B-it": [long] });
  const id = await submit(page.request, "Is it long? [rehearse: gemma-4-31B-it=crawl:60] [rehearse: Llama-3.3-70B-Instruct=slow:9]");
  await page.goto(`/d/${id}`);
  const creative = opinion(page, "Creative");
  await expect.poll(() => creative.evaluate((el) => el.scrollTop), { intervals: [50] }).toBeGreaterThan(0);
  await creative.hover();
  await page.mouse.wheel(0, 40);
  await expect(pill(card(page, "Reasoner"))).toHaveText("Given", { timeout: 30_000 });
  await expect(pill(card(page, "Creative"))).toHaveText("Given", { timeout: 30_000 });
  expect(await shiftsOf(page)).toEqual([]);
  expect(await opinion(page, "Reasoner").evaluate((el) => el.scrollTop)).toBe(0);
  expect(await creative.evaluate((el) => el.scrollTop)).toBeGreaterThan(0);
});

for (const [strategy, words] of [["red_team", ["draft", "attack"]], ["best_of", ["picked by the standings"]]] as const) {
  test(`each card says what it is here for: ${strategy}`, async ({ page }) => {
    const answer = await page.request.post("/api/deliberations/", { data: { query: "Who does what?", council: "general", strategy } });
    const { id } = (await answer.json()) as { id: string };
    await readWhenOver(page.request, id);
    await page.goto(`/d/${id}`);
    for (const word of words) await expect(page.getByRole("article").filter({ hasText: word })).toHaveCount(1);
  });
}

test("where the draft fails nobody is said to attack it", async ({ page }) => {
  const query = "Who drafts? [rehearse: gpt-oss-120b=400-filter*]";
  const answer = await page.request.post("/api/deliberations/", { data: { query, council: "general", strategy: "red_team" } });
  const { id } = (await answer.json()) as { id: string };
  await page.goto(`/d/${id}`);
  await expectAnswer(page, "Single");
  await expect(pill(card(page, "Reasoner"))).toHaveText("Failed");
  await expect(card(page, "Reasoner").getByRole("heading", { level: 2 })).toHaveText("Reasoner draft");
  await expect(card(page, "Creative").getByRole("heading", { level: 2 })).toHaveText("Creative");
});
