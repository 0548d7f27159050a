/** Settings: how this browser's reader wants it, there from the first paint. */
import { stat } from "node:fs/promises";
import { readWhenOver, submit } from "./support/council";
import { expectAccessible, expectFits } from "./support/page";
import { expect, test } from "./support/test";

test("size of text and motion are in the page that the server sends", async ({ page }) => {
  await page.goto("/settings");
  const size = () => page.getByRole("heading", { level: 1 }).evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize));
  const before = await size();
  await page.getByRole("radio", { name: "150 %" }).check();
  await expect.poll(size).toBeCloseTo(before * 1.5, 0);
  await page.getByRole("radio", { name: "Reduced" }).check();
  const served = await page.reload();
  expect(await served?.text()).toContain('data-text="150" data-motion="reduced"');
  expect(await size()).toBeCloseTo(before * 1.5, 0);
  await expect(page.getByRole("radio", { name: "Reduced" })).toBeChecked();
  expect(await page.locator(".panel").first().evaluate((element) => getComputedStyle(element).transitionDuration)).toBe("0s");
});

test("the theme of the settings and of the rail are one", async ({ page }) => {
  await page.goto("/settings");
  await page.getByRole("radio", { name: "Dark" }).check();
  await page.getByRole("button", { name: "Theme: dark" }).click();
  await expect(page.getByRole("group", { name: "Theme" }).getByRole("radio", { name: "As the system" })).toBeChecked();
});

test("the default council is asked unless another is chosen", async ({ page }) => {
  await page.goto("/settings");
  await page.getByLabel("Council that is asked").selectOption("Creative");
  await page.goto("/");
  await expect(page.getByRole("radio", { name: /^Creative/ })).toBeChecked();
  await page.getByRole("radio", { name: /^General/ }).check();
  await page.getByRole("textbox", { name: "Your query" }).fill("Who is asked?");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/d\/[\w-]+$/);
  await page.goto("/");
  await expect(page.getByRole("radio", { name: /^Creative/ })).toBeChecked();
});

test("single keys are switched off, and stay so", async ({ page }) => {
  await page.goto("/settings");
  await page.getByRole("checkbox", { name: "Single-key shortcuts are on" }).uncheck();
  await page.reload();
  await expect(page.getByRole("checkbox", { name: "Single-key shortcuts are on" })).not.toBeChecked();
  await page.getByRole("heading", { level: 1 }).click();
  await page.keyboard.press("?");
  await page.keyboard.press("g");
  await page.keyboard.press("h");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page).toHaveURL("/settings");
});

test("everything that was asked is exported", async ({ page }) => {
  await readWhenOver(page.request, await submit(page.request, "Is this exported?"));
  await page.goto("/settings");
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export all deliberations" }).click();
  expect((await stat(await (await download).path())).size).toBeGreaterThan(200);
});

test("the settings are accessible and fit", async ({ page }) => {
  await page.goto("/settings");
  await expect(page.getByRole("option", { name: "Creative" })).toBeAttached();
  await expectAccessible(page);
  await expectFits(page);
});
