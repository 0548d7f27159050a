/** Reads along while voices speak: what is on the screen must at every moment be how the text begins. */
import type { Page } from "@playwright/test";

/** A text whose every part can be told from every other: a gap, a double or a swap would show. */
export function numbered(words: number): string {
  return Array.from({ length: words }, (_, i) => `w${i}`).join(" ");
}

export interface Reading {
  /** What stood on the screen and is not how the text begins. */
  wrong: string[];
  /** How many different lengths were seen: more than one means that it was seen to grow. */
  lengths: Set<number>;
}

/** From the next page on. */
export async function readAlong(page: Page, text: string): Promise<Reading> {
  const reading: Reading = { wrong: [], lengths: new Set() };
  await page.exposeFunction("noteText", (seen: string) => {
    if (!text.startsWith(seen)) reading.wrong.push(seen.slice(-60));
    reading.lengths.add(seen.length);
  });
  await page.addInitScript(() => {
    let last: string[] = [];
    const note = (globalThis as unknown as { noteText: (seen: string) => void }).noteText;
    function look(): void {
      const texts = Array.from(document.querySelectorAll(".card .md, .chair .md"), (element) => element.textContent);
      for (const text of texts) if (!last.includes(text)) note(text);
      last = texts;
    }
    new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
  });
  return reading;
}
