/** What moves on a page without the reader's doing: layout shifts, as the browser counts them. */
import type { Page } from "@playwright/test";

type Shift = PerformanceEntry & { value: number; hadRecentInput: boolean; sources: { node: Node | null }[] };

/** From the next page on. */
export async function watchShifts(page: Page): Promise<{ since: (seen: number) => Promise<string[]>; seen: () => Promise<number> }> {
  await page.addInitScript(() => {
    const shifts: string[] = [];
    Object.assign(globalThis, { shifts });
    new PerformanceObserver((list) => {
      for (const { value, hadRecentInput, sources } of list.getEntries() as Shift[]) {
        const moved = sources.map(({ node }) => (node instanceof Element ? `${node.tagName}.${node.className}` : node?.nodeName));
        if (!hadRecentInput) shifts.push(`${value}: ${moved.join(", ")}`);
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
  const all = () => page.evaluate(() => (globalThis as unknown as { shifts: string[] }).shifts);
  return { since: async (seen) => (await all()).slice(seen), seen: async () => (await all()).length };
}
