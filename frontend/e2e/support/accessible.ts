/** No violation of the accessibility rules, in either theme. */
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect } from "./test";

export const narrow = { width: 390, height: 844 };

export async function expectAccessible(page: Page): Promise<void> {
  await expectNoViolation(page, "light");
  await expectNoViolation(page, "dark");
}

/** On a wide screen and on a phone. */
export async function expectAccessibleAnywhere(page: Page): Promise<void> {
  await expectAccessible(page);
  const wide = page.viewportSize();
  await page.setViewportSize(narrow);
  await expectAccessible(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), "wider than the phone").toBeLessThanOrEqual(0);
  if (wide) await page.setViewportSize(wide);
}

export async function expectNoViolation(page: Page, colorScheme: "light" | "dark"): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
  const { passes, violations } = await new AxeBuilder({ page }).analyze();
  expect(passes.length).toBeGreaterThan(10);
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join("\n")}`)).toEqual([]);
}
