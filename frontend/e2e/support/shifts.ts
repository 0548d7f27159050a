/** What moved on the page without the reader's doing: every layout shift, with what it moved. */
import type { Page } from "@playwright/test";

export interface Shift {
  value: number;
  moved: string[];
}

/** From the next page on. */
export async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    interface Source { node: Node | null; previousRect: DOMRect; currentRect: DOMRect }
    type Entry = PerformanceEntry & { value: number; hadRecentInput: boolean; sources: Source[] };
    const shifts: Shift[] = [];
    const nameOf = (node: Element | null) => node ? `${node.localName}${node.getAttribute("class")?.trim().replace(/^|\s+/g, ".") ?? ""}` : "";
    const boxOf = ({ x, y, width, height }: DOMRect) => [x, y, width, height].map(Math.round).join(",");
    const tell = ({ node, previousRect, currentRect }: Source) => {
      const element = node instanceof Element ? node : node?.parentElement ?? null;
      return `${nameOf(element?.parentElement ?? null)} > ${nameOf(element)} ${boxOf(previousRect)} to ${boxOf(currentRect)}`;
    };
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as Entry[]) {
        if (!entry.hadRecentInput) shifts.push({ value: entry.value, moved: entry.sources.map(tell) });
      }
    }).observe({ type: "layout-shift", buffered: true });
    Object.assign(globalThis, { shifts });
  });
}

export function shiftsOf(page: Page): Promise<Shift[]> {
  return page.evaluate(() => (globalThis as unknown as { shifts: Shift[] }).shifts);
}
