/** When models fail: it is shown, it is mended where possible, and it never passes for an answer. */
import { ask, card, chair, expectAnswer, expectOver, opinion, pill, readWhenOver, synthesis } from "./support/council";
import { expect, test } from "./support/test";

test("a retry is shown with a countdown, and the attempts stay to be seen", async ({ page }) => {
  await ask(page, "Is anybody busy? [rehearse: gpt-oss-120b=429:4,ok] [rehearse: gemma-4-31B-it=stall:5]");
  const reasoner = card(page, "Reasoner");
  await expect(pill(reasoner)).toHaveText(/^Retrying in \d s$/);
  await expect(opinion(page, "Reasoner")).toContainText("asked too often");
  await expect(opinion(page, "Reasoner")).toContainText("for the rate window");
  await expect(pill(reasoner)).toHaveText("Given");
  await expectAnswer(page, "Full");
  await page.getByRole("tab", { name: /Attempts/ }).click();
  await expect(chair(page).locator("section", { hasText: "Reasoner" }).getByRole("listitem")).toHaveCount(2);
});

test("a fallback is shown with its reason, and the former model struck through", async ({ page }) => {
  await ask(page, "Who pays? [rehearse: gpt-oss-120b=402]");
  const reasoner = card(page, "Reasoner");
  await expect(reasoner.locator("del")).toHaveText("GPT-OSS 120B");
  await expect(reasoner.locator(".note")).toContainText(/Fell back to .+\. .+/);
  await expect(pill(reasoner)).toHaveText("Given");
  await expect(reasoner.locator("del")).toBeVisible();
  const why = reasoner.getByRole("group", { name: "Why this model: Reasoner" });
  await expect(why).toBeHidden();
  await reasoner.getByText(/^Fell back to/).click();
  await expect(why).toContainText(/answered: GPT-OSS 120B failed \(quota exhausted\)\./);
  await expect(why.getByRole("listitem")).toHaveText(/^GPT-OSS 120B failed once.+/);
  await expectAnswer(page, "Full");
});

test("a hanging member does not hold the answer", async ({ page }) => {
  const id = await ask(page, "Who is silent? [rehearse: Llama-3.3-70B-Instruct=hang]");
  await expect(pill(card(page, "Fact-checker"))).toHaveText(/Asking/);
  await expectAnswer(page, "Degraded");
  await expect(pill(card(page, "Fact-checker"))).toHaveText("Abstained");
  await expect(chair(page)).toContainText("Written without an opinion of the Fact-checker.");
  expect((await readWhenOver(page.request, id)).outcome).toBe("degraded");
});

test("an opinion that comes while the chair already writes is told to be too late", async ({ page }) => {
  await ask(page, "Who is slow? [rehearse: Llama-3.3-70B-Instruct=slow:5] [rehearse: chair=slow:8]");
  const late = card(page, "Fact-checker");
  await expect(pill(late)).toHaveText("Given late");
  await expect(late.locator(".note")).toHaveText("Too late for the answer. The council had gone on without it.");
  await expectAnswer(page, "Degraded");
  await expect(chair(page)).toContainText("Written without an opinion of the Fact-checker.");
});

test("an answer that breaks off begins anew, and nothing of the broken one is left", async ({ page, rehearsal }) => {
  await rehearsal.say({ "*": ["one two three four five six seven eight nine ten"] });
  await ask(page, "Does it break? [rehearse: gpt-oss-120b=drop:4,ok]");
  await expectAnswer(page, "Full");
  await expect(opinion(page, "Reasoner")).toHaveText("one two three four five six seven eight nine ten");
});

test("when all members fail the page says so, and shows no empty answer", async ({ page }) => {
  const id = await ask(page, "Is anybody there? [rehearse: *=500*]");
  const failure = page.getByRole("alert").filter({ hasText: "Quorum not reached." });
  await expect(failure).toContainText("Your query is kept");
  for (const role of ["Reasoner", "Creative", "Fact-checker"]) await expect(pill(card(page, role))).toHaveText("Abstained");
  await expect(synthesis(page)).toHaveCount(0);
  await expect(chair(page)).toContainText("No synthesis was written.");
  expect((await readWhenOver(page.request, id)).status).toBe("failed");
});

test("when the chair fails the answer is not passed off as its own", async ({ page }) => {
  const id = await ask(page, "Who sums up? [rehearse: chair=500*]");
  await expectAnswer(page, "Degraded");
  await expect(chair(page)).toContainText("The chair failed, so the opinion of the");
  expect((await readWhenOver(page.request, id)).outcome).toBe("degraded");
});

test.describe("a slip in a marker", () => {
  test.use({ expected: { mishap: /400/ } });

  test("is told beside the query, which stays to be mended", async ({ page }) => {
    await page.goto("/");
    await page.getByRole("radio", { name: /^General/ }).check();
    const box = page.getByRole("textbox", { name: "Your query" });
    await box.fill("Who fails? [rehearse: gpt-os-120b=stal:3]");
    await page.keyboard.press("Enter");
    const alert = page.getByRole("alert").filter({ hasText: "The query was not accepted." });
    await expect(alert).toContainText("No model here is called 'gpt-os-120b'; the nearest is 'gpt-oss-120b'.");
    await expect(alert).toContainText("'stal:3' is not a fault; the nearest is 'stall'.");
    await expect(box).toHaveValue(/stal:3/);
  });
});

test.describe("an unknown deliberation", () => {
  test.use({ expected: { mishap: /404/ } });

  test("is not found, inside the frame", async ({ page }) => {
    await page.goto("/d/00000000-0000-0000-0000-000000000000");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("There is no such deliberation.");
    await expect(page.getByRole("link", { name: "Ask", exact: true })).toBeVisible();
    await page.getByRole("link", { name: "Ask a query" }).click();
    await expect(page).toHaveURL("/");
  });
});

test("what was cut off says so on its card, beside the answer and alone", async ({ page }) => {
  await ask(page, "Who stops short? [rehearse: members=length:30*]");
  await expectAnswer(page, "Full");
  const reasoner = card(page, "Reasoner");
  await expect(pill(reasoner)).toHaveText("Cut off");
  await expect(chair(page)).toContainText("All 3 members gave an opinion. 3 opinions were cut off.");
  await reasoner.getByRole("button", { name: "Open in focus view: Reasoner" }).click();
  const alone = page.getByRole("dialog");
  await expect(alone).toContainText("Cut off. The rest of it was never said.");
});

test("a stand-in for the answer is called one wherever it is read", async ({ page }) => {
  await ask(page, "Who stands in? [rehearse: members=length:30*] [rehearse: chair=500*]");
  await expect(pill(chair(page))).toHaveText("Cut off");
  await expectOver(page);
  const title = await chair(page).getByRole("heading", { level: 2 }).textContent();
  const outcome = await chair(page).locator(".outcome").textContent();
  expect(title).toMatch(/^Opinion of the/);
  await page.getByRole("button", { name: "Open the synthesis in focus view" }).click();
  const alone = page.getByRole("dialog", { name: title ?? "" });
  await expect(alone.locator(".outcome")).toHaveText(outcome ?? "");
  await expect(alone.locator(".note")).toContainText("The rest of it was never said.");
});
