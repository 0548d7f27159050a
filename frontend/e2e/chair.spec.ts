/** Who chairs, which version of an answer is read, and the follow-up that waits for its end. */
import type { Page } from "@playwright/test";
import { expectAccessible } from "./support/accessible";
import { ask, chair, expectAnswer, expectOver, pill, read, submit, synthesis } from "./support/council";
import { expect, test } from "./support/test";

test("below the table, out of sight, the chair's pane is told of and led to", async ({ page }) => {
  await page.setViewportSize({ width: 1024, height: 768 });
  await page.goto(`/d/${await submit(page.request, "Where does the chair sit? [rehearse: *=crawl:40] [rehearse: chair=crawl:40]")}`);
  const link = page.getByRole("link", { name: /^Synthesis/ });
  await expect(link).toHaveText("SynthesisWaiting");
  await expect(link).toHaveText("SynthesisSpeaking");
  await expectAnswer(page, "Full");
  await expect(link).toHaveText("SynthesisGiven");
  await expectAccessible(page);

  await link.focus();
  await page.keyboard.press("Enter");
  await expect(chair(page).getByRole("tab", { name: "Synthesis" })).toBeFocused();
  await expect(chair(page)).toBeInViewport({ ratio: 0.2 });
  await expect(link).toHaveCount(0);
  expect(new URL(page.url()).hash).toBe("");

  await page.evaluate(() => scrollTo(0, 0));
  await expect(link).toBeVisible();
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 768 });
    await expect(link).toBeHidden();
  }
});

test("another member chairs where the chair hangs, and its attempts stay to be seen", async ({ page }) => {
  const id = await ask(page, "Why is the sea salty? [rehearse: DeepSeek-V4-Pro=hang*]");
  const another = chair(page).getByRole("button", { name: "Let another member chair" });
  await another.click();
  await page.getByRole("dialog", { name: "Who chairs?" }).getByRole("button", { name: /^Reasoner/ }).click();

  await expectAnswer(page, "Full");
  await expect(chair(page).getByText("The Reasoner wrote this in the chair's place.")).toBeVisible();
  const told = (await read(page.request, id)) as unknown as { chaired_by: string };
  expect(told.chaired_by).toBe("reasoner");
  await chair(page).getByRole("tab", { name: /Attempts/ }).click();
  await expect(chair(page).getByRole("heading", { name: "Chair before" })).toBeVisible();
  await chair(page).getByText("Show as table").click();
  await expect(chair(page).getByRole("table")).toContainText("stopped");
});

test("after a failed chair another member writes a new version; both are leafed through, by keyboard", async ({ page }) => {
  const first = await ask(page, "Why is the sea salty? [rehearse: chair=filter*]");
  await expectAnswer(page, "Degraded");
  const another = chair(page).getByRole("button", { name: "Let another member chair" });
  await another.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Who chairs?" });
  await expect(dialog.getByRole("button", { name: "Close" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(another).toBeFocused();
  await page.keyboard.press("Enter");
  await dialog.getByRole("button", { name: /^Fact-checker/ }).focus();
  await page.keyboard.press("Enter");

  await expect(page).not.toHaveURL(`/d/${first}`);
  const versions = page.getByRole("navigation", { name: "Versions of this answer" });
  await expect(versions).toContainText("Version 2 of 2");
  await versions.getByRole("link", { name: "Version before" }).focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/d/${first}`);
  await versions.getByRole("link", { name: "Version after" }).click();
  await expect(versions).toContainText("Version 2 of 2");
});

test("the chair is stopped while it writes", async ({ page }) => {
  await ask(page, "Why is the sea salty? [rehearse: chair=hang*]");
  await chair(page).getByRole("button", { name: "Stop the chair" }).click();
  await expectAnswer(page, "Degraded");
});

test("a follow-up is queued, survives a reload, can be withdrawn, is sent at the end, and is led to", async ({ page }) => {
  const id = await ask(page, "Why is the sea salty? [rehearse: chair=crawl:18]");
  const box = page.getByRole("textbox", { name: "Follow-up" });
  await expect(box).toHaveAttribute("placeholder", "Queue a follow-up for when they finish…");
  await box.fill("And lakes?");
  await page.getByRole("button", { name: "Change" }).click();
  await page.getByRole("combobox", { name: "Strategy" }).selectOption("Panel");
  await box.press("Enter");
  await expect(page.getByRole("group", { name: "Queued." })).toContainText("And lakes?");
  await page.getByRole("button", { name: "Withdraw" }).click();
  await expect(box).toHaveValue("And lakes?");
  await box.press("Enter");
  await page.reload();
  await expect(page.getByRole("group", { name: "Queued." })).toContainText("And lakes?");

  const going = page.getByRole("link", { name: "Go there" });
  await expect(going).toBeVisible({ timeout: 45_000 });
  await expect(page).toHaveURL(`/d/${id}`);
  await expectAccessible(page);
  await going.click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("And lakes?");
  const next = page.url().split("/").at(-1) ?? "";
  expect((await read(page.request, next)).follows).toBe(id);
  await expectAnswer(page, "Full");
});

test("a contest keeps the chips of sentences that stand", async ({ page }) => {
  await ask(page, "Why is the sea salty?");
  await expectAnswer(page, "Full");
  const before = await synthesis(page).locator(".cite").count();
  expect(before).toBeGreaterThan(0);
  await page.getByRole("button", { name: "Contest a point" }).click();
  const dialog = page.getByRole("dialog", { name: "Contest a point" });
  const point = dialog.getByRole("radio").first();
  await point.check();
  const claim = await dialog.getByRole("textbox", { name: "The point" }).inputValue();
  expect(claim).not.toBe("");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Have it argued" }).click();
  await expect(page.getByText(`Contested: ${claim}`)).toBeVisible();
  await expectAnswer(page, "Full");
  await expect(page.getByText(/The answer (was changed|stands as it was)\./)).toBeVisible();
  await expect(synthesis(page).locator(".cite").first()).toBeVisible();
});

const states: [string, string, (page: Page) => Promise<void>][] = [
  ["the chair waits", "[rehearse: *=crawl:25]", (page) => expect(chair(page).getByText("What the chair will see")).toBeVisible()],
  ["the chair speaks", "[rehearse: chair=crawl:25]", (page) => expect(pill(chair(page))).toHaveText("Speaking")],
  ["it is given", "", (page) => expectAnswer(page, "Full")],
  ["the chair has failed", "[rehearse: chair=filter*]", (page) => expectAnswer(page, "Degraded")],
];

for (const [state, marker, isThere] of states) {
  test(`the page does not scroll while ${state}`, async ({ page }) => {
    const id = await submit(page.request, `Why is the sea salty? ${marker}`);
    await page.goto(`/d/${id}`);
    await isThere(page);
    await expectNoScroll(page);
  });
}

test("the page does not scroll under a banner, nor below earlier turns", async ({ page }) => {
  const id = await ask(page, "Why is the sea salty? [rehearse: chair=hang*]");
  await page.getByRole("button", { name: "Stop all" }).click();
  await expectOver(page);
  await expectNoScroll(page);
  const answer = await page.request.post("/api/deliberations/", { data: { query: "And lakes?", follows: id } });
  await page.goto(`/d/${((await answer.json()) as { id: string }).id}`);
  await expectAnswer(page, "Full");
  const earlier = page.getByRole("region", { name: "Earlier turns" });
  await earlier.locator("summary").click();
  await page.getByRole("button", { name: "Change" }).click();
  await expect(page.getByRole("combobox", { name: "Strategy" })).toBeVisible();
  await expectNoScroll(page);
});

async function expectNoScroll(page: Page): Promise<void> {
  for (const [width, height] of [[1280, 800], [1440, 900], [1440, 1000]] as const) {
    await page.setViewportSize({ width, height });
    expect(await page.evaluate(() => document.documentElement.scrollHeight - innerHeight), `${width} × ${height}`).toBeLessThanOrEqual(0);
  }
}
