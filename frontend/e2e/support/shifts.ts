/** What moves on a page without the reader's doing, as the browser counts it (CLS). */
import type { Page } from "@playwright/test";

type Shift = PerformanceEntry & { value: number; hadRecentInput: boolean };

/** From the next page on; returns what tells the sum since a moment of the page's clock. */
export async function watchShifts(page: Page): Promise<(since: number) => Promise<number>> {
  await page.addInitScript(() => {
    const shifts: Shift[] = [];
    Object.assign(globalThis, { shifts });
    new PerformanceObserver((list) => shifts.push(...(list.getEntries() as Shift[]))).observe({ type: "layout-shift", buffered: true });
  });
  return (since) =>
    page.evaluate((from) => {
      const { shifts } = globalThis as unknown as { shifts: Shift[] };
      return shifts.filter((each) => each.startTime >= from && !each.hadRecentInput).reduce((sum, each) => sum + each.value, 0);
    }, since);
}
