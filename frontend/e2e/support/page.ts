/** What holds of every page: no violation of the accessibility rules, and room for large text. */
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect } from "./test";

export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const { passes, violations } = await new AxeBuilder({ page }).analyze();
    expect(passes.length).toBeGreaterThan(10);
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join("\n")}`)).toEqual([]);
  }
}

/** Nothing has to be scrolled sideways, at the narrowest and with text twice as large. */
export async function expectFits(page: Page): Promise<void> {
  const before = page.viewportSize();
  for (const [width, size] of [[320, ""], [1280, "200%"], [640, "200%"]] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.evaluate((text) => { document.documentElement.style.fontSize = text; }, size);
    const wider = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    await expect.poll(wider, `at ${width} px, text ${size}`).toBeLessThanOrEqual(0);
  }
  await page.evaluate(() => { document.documentElement.style.fontSize = ""; });
  if (before) await page.setViewportSize(before);
}
