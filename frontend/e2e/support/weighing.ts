/** What a page costs, read from Chromium itself. */
import type { Page } from "@playwright/test";

export async function slowDown(page: Page, times: number): Promise<void> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Emulation.setCPUThrottlingRate", { rate: times });
}

interface TraceEvent {
  name: string;
  cat: string;
  pid: number;
  tid: number;
  tdur?: number; // microseconds of CPU
  args?: { name?: string };
}

/** The longest tasks of the page's main thread in ms of its own CPU: what neighbours take does not count. */
export async function longestTasks(page: Page, act: () => Promise<void>): Promise<number[]> {
  const browser = page.context().browser();
  if (!browser) throw new Error("The page has no browser");
  await browser.startTracing(page, { categories: ["disabled-by-default-devtools.timeline", "devtools.timeline", "toplevel"] });
  await act();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const mains = new Set(traceEvents.filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain").map(({ pid, tid }) => `${pid}/${tid}`));
  const tasks = traceEvents.filter(({ name, pid, tid, tdur }) => /RunTask$/.test(name) && tdur !== undefined && mains.has(`${pid}/${tid}`));
  return tasks.map(({ tdur = 0 }) => tdur / 1_000).sort((a, b) => b - a).slice(0, 5);
}

/** Markdown as models write it, of so many bytes at least. */
export function essay(bytes: number): string {
  const parts: string[] = [];
  for (let i = 1, length = 0; length < bytes; i += 1) {
    const part = `## Part ${i}

Adding a column with a constant default is cheap since PostgreSQL 11, because the default stands in the catalogue and no row is written anew; **a volatile default** still rewrites the table, and a *check* is validated apart from being added.

1. Add the column without a constraint, and let the programs write both.
2. Fill it in batches of 5,000 rows, with \`lock_timeout\` set to two seconds.
3. Validate, then switch the readers over and drop what is left.

\`\`\`sql
ALTER TABLE orders ADD COLUMN part_${i} bigint;
UPDATE orders SET part_${i} = id WHERE part_${i} IS NULL AND id BETWEEN 1 AND 5000;
\`\`\`

| step | lock | seconds |
|---|---|---|
| add | ACCESS EXCLUSIVE | 0.01 |
| validate | SHARE UPDATE EXCLUSIVE | ${i} |
`;
    parts.push(part);
    length += part.length + 1;
  }
  return parts.join("\n");
}

/** Asked rarely and cheaply: looking for roles would itself hold the page up. */
export async function waitForCode(page: Page, blocks: number): Promise<void> {
  await page.waitForFunction((wanted) => document.querySelectorAll("#opinion-reasoner pre").length === wanted, blocks, { polling: 500, timeout: 60_000 });
}
