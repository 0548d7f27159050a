/** From the first page to a file, and no mouse. */
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { expectAnswer, readWhenOver, submit, synthesis } from "./support/council";
import { expect, test } from "./support/test";

test("a query is asked, its answer read and exported with the keyboard alone", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("textbox", { name: "Your query" })).toBeFocused();
  await page.keyboard.type("What do keys open?");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/d\/[\w-]+$/);
  await expectAnswer(page, "Full");

  await page.keyboard.press("0");
  await expect(synthesis(page)).toBeFocused();
  await page.keyboard.press("End");

  await tabTo(page, "Export and share", "Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Copy everything" })).toBeEnabled();
  await tabTo(page, "Export Markdown", "Tab", 4);
  const [file] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
  expect(readFileSync(await file.path(), "utf8")).toContain("# What do keys open?");
  await expect(page.getByRole("button", { name: "Export and share" })).toBeFocused();

  await expect(page.getByRole("button", { name: "Share…" })).toBeHidden(); // what is in it is made when it is opened
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Share…" })).toBeVisible();
  await tabTo(page, "Share…", "Tab", 5);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Make a link" })).toBeEnabled(); // the dialog and its state are fetched
  await tabTo(page, "Make a link", "Tab", 5);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("textbox", { name: "Link" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Export and share" })).toBeFocused();

  await page.keyboard.press("g");
  await page.keyboard.press("h");
  await expect(page).toHaveURL("/history");
  await expect(page.getByRole("article").first()).toBeVisible();
  await tabTo(page, "1 query of “What do keys open?”", "Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("article").first().getByRole("list").getByRole("link")).toHaveText(["What do keys open?"]);
});

test("the focus goes to the page that opens, and on the way back to the link that was followed", async ({ page }) => {
  for (const query of ["Which link was first?", "Which link was followed?"]) await readWhenOver(page.request, await submit(page.request, query));
  await page.goto("/settings");
  await page.getByRole("link", { name: "History" }).click();
  await expect(page.getByRole("main")).toBeFocused();

  const followed = page.getByRole("article").getByRole("link", { name: "Which link was first?" });
  await followed.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Which link was first?");
  await expect(page.getByRole("main")).toBeFocused();
  await page.goBack();
  await expect(followed).toBeFocused();
  await page.getByRole("link", { name: "Ask" }).first().click();
  await expect(page.getByRole("textbox", { name: "Your query" })).toBeFocused();
});

/** Where the focus is at last, by the name of what has it. */
async function tabTo(page: Page, name: string, key: string, most = 90): Promise<void> {
  for (let i = 0; i < most; i += 1) {
    const at = await page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent);
    if (at === name) return;
    await page.keyboard.press(key);
  }
  await expect(page.locator(":focus")).toHaveAccessibleName(name);
}
