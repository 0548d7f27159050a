/** The live screen where there is more than fits: nothing is drawn over anything else, and all can be come to. */
import type { Locator, Page } from "@playwright/test";
import { narrow } from "./support/accessible";
import { chair, synthesis } from "./support/council";
import { openCrowded, openUnheard } from "./support/crowded";
import { expect, test } from "./support/test";

const wide = { width: 1_440, height: 900 };
const medium = { width: 1_024, height: 768 };
const pane = (page: Page) => chair(page).getByRole("tabpanel");
const dissent = (page: Page) => chair(page).locator(".differ");

test("the answer keeps eight lines, and the pane scrolls to the dissent", async ({ page }) => {
  await page.setViewportSize(wide);
  await openCrowded(page);
  expect(await linesIn(synthesis(page))).toBeGreaterThanOrEqual(8);
  await synthesis(page).hover();
  await expect.poll(async () => {
    await page.mouse.wheel(0, 900); // first to the answer's end, which is found as it is drawn
    return (await edges(dissent(page))).bottom;
  }).toBeLessThanOrEqual((await edges(pane(page))).bottom);
});

for (const size of [wide, medium, narrow]) {
  test(`with the query and the agreement opened nothing overlaps at ${size.width} px`, async ({ page }) => {
    await page.setViewportSize(size);
    await openCrowded(page);
    await page.getByRole("button", { name: "Show the whole query" }).click();
    await chair(page).getByRole("button", { name: "Show", exact: true }).click();
    const order = [".outcome", ".agree", ".positions", ".answer", ".differ"].map((name) => chair(page).locator(name));
    for (const [i, part] of order.entries()) {
      await expect(part).toBeVisible();
      if (i > 0) expect((await edges(part)).top).toBeGreaterThanOrEqual((await edges(order[i - 1] as Locator)).bottom - 1);
    }
    expect(await linesIn(synthesis(page))).toBeGreaterThanOrEqual(8);
    for (const body of await page.locator(".card .body").filter({ visible: true }).all()) expect((await edges(body)).height).toBeGreaterThan(90);
    expect((await edges(page.locator(".query"))).bottom).toBeLessThan((await edges(page.locator(".council"))).top);
    if (size === narrow) return; // there the answer stands last, and the box to write in on top of it
    expect((await edges(pane(page))).bottom).toBeLessThanOrEqual((await edges(chair(page).locator("footer"))).top + 1);
    expect((await edges(chair(page))).bottom).toBeLessThanOrEqual((await edges(page.locator(".followup"))).top + 1);
  });
}

for (const size of [wide, medium]) {
  test(`where nobody gave an opinion no room is kept for any at ${size.width} px`, async ({ page }) => {
    await page.setViewportSize(size);
    await openUnheard(page);
    await expect(page.locator(".card.s-abstained")).toHaveCount(4);
    expect((await edges(page.locator(".card").first())).top - (await edges(page.locator(".banner.err"))).bottom).toBeLessThan(24);
    expect((await edges(page.locator(".tabletop"))).top - (await edges(page.locator(".card").first())).bottom).toBeLessThan(24);
  });
}

async function linesIn(box: Locator): Promise<number> {
  return box.evaluate((element) => {
    const { lineHeight, paddingTop, paddingBottom } = getComputedStyle(element);
    return Math.round(10 * (element.clientHeight - parseFloat(paddingTop) - parseFloat(paddingBottom)) / parseFloat(lineHeight)) / 10;
  });
}

async function edges(box: Locator): Promise<{ top: number; bottom: number; height: number }> {
  const { y = NaN, height = NaN } = (await box.boundingBox()) ?? {};
  return { top: y, bottom: y + height, height };
}
