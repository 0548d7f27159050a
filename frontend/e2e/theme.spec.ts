/** Light or dark: chosen once, there from the first paint. */
import { expect, test } from "./support/test";

test("a theme that was chosen survives a reload, from the first paint on", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await page.addInitScript(() => {
    const root = globalThis as unknown as { themes: (string | undefined)[] };
    root.themes = [];
    new MutationObserver(() => {
      const theme = document.documentElement?.dataset["theme"];
      if (root.themes.at(-1) !== theme) root.themes.push(theme);
    }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-theme"] });
  });
  const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);

  await page.goto("/");
  const light = await background();
  await page.getByRole("button", { name: "Theme: as the system" }).click();
  expect(await background()).toBe(light);
  await page.getByRole("button", { name: "Theme: light" }).click();
  await expect.poll(background).not.toBe(light);
  const dark = await background();

  const served = await page.reload();
  expect(await served?.text()).toContain('data-theme="dark"');
  await expect(page.getByRole("button", { name: "Theme: dark" })).toBeVisible();
  expect(await background()).toBe(dark);
  expect(await page.evaluate(() => (globalThis as unknown as { themes: string[] }).themes)).toEqual(["dark"]);
});

test("without a choice the system decides", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await page.goto("/");
  const dark = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  await page.emulateMedia({ colorScheme: "light" });
  await expect.poll(() => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)).not.toBe(dark);
});
