/** Not waiting to the end: stopping one, stopping all, and having the chair begin. */
import type { Page } from "@playwright/test";
import { ask, card, chair, expectAnswer, opinion, pill, read, readWhenOver, synthesis } from "./support/council";
import { expect, test } from "./support/test";

const allStall = "Shall we go on? [rehearse: *=stall:30]";

async function expectAllSpeaking(page: Page): Promise<void> {
  for (const role of ["Reasoner", "Creative", "Fact-checker"]) {
    await expect(pill(card(page, role))).toHaveText("Speaking");
  }
}

async function expectStopped(page: Page): Promise<void> {
  await expect(page.locator(".banner", { hasText: "Stopped." })).toBeVisible();
  for (const role of ["Reasoner", "Creative", "Fact-checker"]) {
    await expect(pill(card(page, role))).toHaveText("Stopped");
    await expect(opinion(page, role)).not.toBeEmpty();
  }
  await expect(synthesis(page)).toHaveCount(0);
}

test("one member stopped keeps what it said, and the others go on", async ({ page }) => {
  const id = await ask(page, "Who is stopped? [rehearse: gpt-oss-120b=stall:30]");
  const reasoner = card(page, "Reasoner");
  await expect(pill(reasoner)).toHaveText("Speaking");
  await page.getByRole("button", { name: "Stop Reasoner" }).click();
  await expect(pill(reasoner)).toHaveText("Stopped");
  await expect(reasoner).toContainText("partial");
  await expect(opinion(page, "Reasoner")).not.toBeEmpty();

  await expectAnswer(page, "Degraded");
  await expect(chair(page)).toContainText("Written without an opinion of the Reasoner.");
  const kept = (await read(page.request, id)).opinions.find((each) => each.member === "reasoner");
  expect(kept?.status).toBe("stopped");
  expect(kept?.text).not.toBe("");
});

test("Esc twice stops all, and the first press says so", async ({ page }) => {
  const id = await ask(page, allStall);
  await expectAllSpeaking(page);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("status")).toContainText("Press Esc once more to stop all");
  expect((await read(page.request, id)).status).toBe("running");
  await page.keyboard.press("Escape");
  await expectStopped(page);
  expect((await readWhenOver(page.request, id)).status).toBe("cancelled");
});

test("all can be stopped after a reload", async ({ page }) => {
  await ask(page, allStall);
  await expectAllSpeaking(page);
  await page.reload();
  await expectAllSpeaking(page);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await expectStopped(page);
});

test("all can be stopped from a second tab, and the first one sees it", async ({ page, context }) => {
  const id = await ask(page, allStall);
  await expectAllSpeaking(page);
  const second = await context.newPage();
  await second.goto(`/d/${id}`);
  await expectAllSpeaking(second);
  await second.getByRole("button", { name: "Stop all" }).click();
  await expectStopped(second);
  await expectStopped(page);
});

test("the chair begins at once when told to, with the opinions that are there", async ({ page }) => {
  await ask(page, "Why wait? [rehearse: gemma-4-31B-it=hang] [rehearse: Llama-3.3-70B-Instruct=hang]");
  await expect(pill(card(page, "Reasoner"))).toHaveText("Given");
  await page.getByRole("button", { name: "Synthesize now with 1 opinion" }).click();
  await expectAnswer(page, "Single");
});
