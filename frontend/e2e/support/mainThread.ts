/** What a page costs its main thread, in CPU time: on a shared machine a clock on the wall tells of others too. */
import type { Browser, CDPSession, Page } from "@playwright/test";
import { expect } from "@playwright/test";

interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  tdur?: number;
  args?: { name?: string };
}

export async function slowCpu(page: Page, times: number): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: times });
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  return session;
}

/** Milliseconds of CPU of the longest task on a page's main thread while `act` runs. */
export async function longestTask(browser: Browser, page: Page, act: () => Promise<void>): Promise<number> {
  await browser.startTracing(page, { categories: ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline"] });
  await act();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const threads = traceEvents.filter((each) => each.name === "thread_name" && each.args?.name === "CrRendererMain");
  const tasks = traceEvents.filter((each) => each.name === "RunTask" && threads.some(({ pid, tid }) => pid === each.pid && tid === each.tid));
  expect(tasks.length).toBeGreaterThan(100);
  return Math.max(...tasks.map(({ tdur = 0 }) => tdur)) / 1_000;
}

/** Seconds of CPU all tasks have taken since the page was made. */
export async function cpuSeconds(session: CDPSession): Promise<number> {
  return metric(session, "TaskDuration");
}

export async function heapMegabytes(session: CDPSession): Promise<number> {
  await session.send("HeapProfiler.collectGarbage");
  return (await metric(session, "JSHeapUsedSize")) / 1_024 / 1_024;
}

async function metric(session: CDPSession, wanted: string): Promise<number> {
  const { metrics } = await session.send("Performance.getMetrics");
  const found = metrics.find(({ name }) => name === wanted);
  if (!found) throw new Error(`Chromium does not tell ${wanted}`);
  return found.value;
}
