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

test("the live screen has room for every size of text", async ({ page }) => {
  const id = await submit(page.request, "Why is the sea salty?");
  await readWhenOver(page.request, id);
  for (const size of ["110 %", "125 %", "150 %"]) {
    await page.goto("/settings");
    await page.getByRole("radio", { name: size }).check();
    await page.goto(`/d/${id}`);
    await expect(page.getByRole("textbox", { name: "Follow-up" })).toBeVisible();
    for (const width of [1280, 1440, 1920]) {
      await page.setViewportSize({ width, height: 900 });
      const wider = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      await expect.poll(wider, `${size} at ${width} px`).toBeLessThanOrEqual(0);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
  }
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

test("a key is made, shown once, asked with and revoked", async ({ page, playwright, baseURL }) => {
  await page.goto("/settings");
  await page.getByRole("textbox", { name: "What the key is for" }).fill("Nightly report");
  await page.getByRole("combobox", { name: "It may" }).selectOption("read only");
  await page.getByRole("button", { name: "Make a key" }).click();
  const whole = page.getByRole("textbox", { name: "The new key" });
  await expect(whole).toBeFocused();
  const Authorization = `Bearer ${await whole.inputValue()}`;
  const program = await playwright.request.newContext({ baseURL: baseURL ?? "", extraHTTPHeaders: { Authorization } });
  const answer = async (method: "get" | "post") => (await program[method]("/api/deliberations/", method === "post" ? { data: { query: "Why?" } } : {})).status();
  expect([await answer("get"), await answer("post")]).toEqual([200, 403]);
  await page.getByRole("button", { name: "I have copied it" }).click();
  await expect(whole).toHaveCount(0);
  await page.reload();
  const key = page.getByRole("list", { name: "Your API keys" }).getByRole("listitem").filter({ hasText: "Nightly report" });
  await expect(key).toContainText(/ac_\w{12}_….*reads only.*made \d\d:\d\d.*last used/);
  await expect(page.getByText(Authorization.slice(-32))).toHaveCount(0);
  await key.getByRole("button", { name: "Revoke Nightly report" }).click();
  await key.getByRole("button", { name: "Revoke for good" }).click();
  await expect(key).toHaveCount(0);
  await expect(page.getByRole("textbox", { name: "What the key is for" })).toBeFocused();
  expect(await answer("get")).toBe(401);
  await program.dispose();
});

test("the settings look alike wherever one comes from", async ({ page }) => {
  await page.goto("/settings");
  const field = page.getByRole("textbox", { name: "What the key is for" });
  const direct = await field.boundingBox();
  for (const [link, heading] of [["Providers", "Providers"], ["Councils", "Councils"], ["Settings", "Settings"]] as const) {
    await page.getByRole("link", { name: link, exact: true }).click();
    await expect(page.getByRole("heading", { name: heading, level: 1 })).toBeVisible();
  }
  await expect(field).toBeVisible();
  expect(await field.boundingBox()).toEqual(direct);
});

test("the settings are accessible and fit", async ({ page }) => {
  await page.goto("/settings");
  await expect(page.getByRole("option", { name: "Creative" })).toBeAttached();
  await page.getByRole("textbox", { name: "What the key is for" }).fill("One with a long name, as somebody may write it");
  await page.getByRole("button", { name: "Make a key" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "One with a long name" })).toBeVisible();
  await expectAccessible(page);
  await expectFits(page);
});
