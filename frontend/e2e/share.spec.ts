/** A link is made, read by a stranger, and revoked. */
import type { Browser, BrowserContext, Page } from "@playwright/test";
import { ask, expectAnswer } from "./support/council";
import { expectNoViolation } from "./support/accessible";
import { webUrl } from "./support/stack";
import { expect, test, watch } from "./support/test";

test("a link shows a stranger the answer, the opinions only if wished, and nothing once it is revoked", async ({ page, browser, mishaps }) => {
  await ask(page, "Why is the sea salty?");
  await expectAnswer(page, "Full");
  const dialog = await openShare(page);
  await expect(dialog).toContainText("opens on this machine only");
  await dialog.getByRole("button", { name: "Make a link" }).click();
  const address = await dialog.getByRole("textbox", { name: "Link" }).inputValue();
  expect(address).toMatch(new RegExp(`^${webUrl}/s/[\\w-]{32}$`));

  const context = await stranger(browser, mishaps);
  const reader = await context.newPage();
  const served = await reader.goto(address);
  expect(served?.headers()["referrer-policy"]).toBe("no-referrer");
  expect(served?.headers()["x-robots-tag"]).toBe("noindex, nofollow");
  await expect(reader.getByRole("heading", { level: 1 })).toHaveText("Why is the sea salty?");
  await expect(reader.getByText("Full: every member gave an opinion.")).toBeVisible();
  await expect(reader.getByText("Rehearsal: scripted voices, no answer.")).toBeVisible();
  await expect(reader.getByRole("navigation")).toHaveCount(0);
  await expect(reader.getByRole("heading", { name: "Opinions" })).toHaveCount(0);
  await expect(reader.getByRole("row")).toHaveCount(5); // the head, three members, the chair
  await reader.keyboard.press("g");
  await reader.keyboard.press("h");
  await expect(reader).toHaveURL(address);
  expect(await context.cookies()).toEqual([]);
  for (const theme of ["light", "dark"] as const) await expectNoViolation(reader, theme);

  await dialog.getByRole("checkbox", { name: "Show the opinions too" }).check();
  await expect(dialog.getByRole("button", { name: "Revoke the link" })).toBeEnabled();
  await reader.reload();
  await reader.getByText("Reasoner").first().click();
  await expect(reader.locator("details[open] .said")).not.toBeEmpty();
  await reader.setViewportSize({ width: 390, height: 844 });
  for (const theme of ["light", "dark"] as const) await expectNoViolation(reader, theme);
  expect(await reader.evaluate(() => document.documentElement.scrollWidth)).toBe(390);

  await dialog.getByRole("button", { name: "Revoke the link" }).click();
  await expect(dialog.getByRole("button", { name: "Make a link" })).toBeVisible();
  await context.close();
  const late = await stranger(browser, mishaps, /404/);
  const gone = await late.newPage();
  expect((await gone.goto(address))?.status()).toBe(404);
  await expect(gone.getByRole("heading", { name: "This link is not open." })).toBeVisible();
  await expectNoViolation(gone, "light");
  await late.close();
});

test("the dialog is accessible, tells the same link again, and gives the focus back", async ({ page }) => {
  await ask(page, "What is to be shared?");
  await expectAnswer(page, "Full");
  const opener = page.getByRole("button", { name: "Export and share" });
  await opener.click();
  await expect(page.getByRole("button", { name: "Copy everything" })).toBeEnabled();
  for (const theme of ["light", "dark"] as const) await expectNoViolation(page, theme);
  await page.keyboard.press("Escape");

  const dialog = await openShare(page);
  await dialog.getByRole("button", { name: "Make a link" }).click();
  const address = await dialog.getByRole("textbox", { name: "Link" }).inputValue();
  for (const theme of ["light", "dark"] as const) await expectNoViolation(page, theme);
  await page.keyboard.press("Escape");
  await expect(opener).toBeFocused();

  await page.reload();
  await openShare(page);
  await expect(dialog.getByRole("textbox", { name: "Link" })).toHaveValue(address);
});

async function openShare(page: Page) {
  await page.getByRole("button", { name: "Export and share" }).click();
  await page.getByRole("button", { name: "Share…" }).click();
  return page.getByRole("dialog", { name: "Share by a link" });
}

/** Somebody else's browser: no cookie, no session. */
async function stranger(browser: Browser, mishaps: string[], expected = /^(?!)/): Promise<BrowserContext> {
  const context = await browser.newContext({ baseURL: webUrl, viewport: { width: 1440, height: 900 }, colorScheme: "light" });
  const seen: string[] = [];
  await watch(context, seen);
  context.on("close", () => mishaps.push(...seen.filter((mishap) => !expected.test(mishap))));
  return context;
}
