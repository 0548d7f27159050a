/** What Chromium tells of its own work, and how it is slowed down. */
import { readFileSync } from "node:fs";
import type { Browser, CDPSession, Page } from "@playwright/test";

/** By CPU time, not by the clock: other processes may have the core meanwhile. */
export async function follow(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  return session;
}

export async function metric(session: CDPSession, name: string): Promise<number> {
  const { metrics } = await session.send("Performance.getMetrics");
  return metrics.find((each) => each.name === name)?.value ?? NaN;
}

export const slowDown = (session: CDPSession, rate = 4) => session.send("Emulation.setCPUThrottlingRate", { rate });

/** As Lighthouse's slow 4G: 150 ms for a way there and back, 1.6 Mbit/s down, 750 kbit/s up. */
export async function slowNet(session: CDPSession): Promise<void> {
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", { offline: false, latency: 150, downloadThroughput: 204_800, uploadThroughput: 93_750 });
}

export async function heapMegabytes(session: CDPSession): Promise<number> {
  await session.send("HeapProfiler.enable");
  await session.send("HeapProfiler.collectGarbage");
  return (await metric(session, "JSHeapUsedSize")) / 1_048_576;
}

/** Milliseconds of CPU that always the same work takes in a page's script: how fast this machine is. */
export async function yardstick(page: Page): Promise<number> {
  const session = await follow(page);
  const measure = async () => {
    const before = await metric(session, "TaskDuration");
    await page.evaluate(() => {
      let sum = 0;
      for (let round = 0; round < 200; round += 1) {
        const words = Array.from({ length: 2_000 }, (_, i) => `word ${(i * 7_919) % 2_003}`);
        sum += new Set(words.toSorted().join(" ").match(/\d+/g)).size;
      }
      return sum;
    });
    return 1_000 * (await metric(session, "TaskDuration") - before);
  };
  await measure(); // compiled by then
  return measure();
}

interface TraceEvent { name: string; pid: number; tid: number; tdur?: number; args: { name?: string } }

/** Milliseconds of CPU that the main thread's longest task took while something was done. */
export async function longestTask(browser: Browser, page: Page, work: () => Promise<void>): Promise<number> {
  await browser.startTracing(page, { categories: ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline"] });
  await work();
  const kept = process.env["TRACE"];
  const trace = await browser.stopTracing();
  if (kept) (await import("node:fs")).writeFileSync(kept, trace);
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] };
  const mains = new Set(traceEvents.filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain").map(({ pid, tid }) => `${pid} ${tid}`));
  const tasks = traceEvents.filter(({ name, pid, tid }) => name === "RunTask" && mains.has(`${pid} ${tid}`));
  return Math.max(...tasks.map(({ tdur = 0 }) => tdur)) / 1_000;
}

/** The text of 4 × 1,800 tokens, as the rehearsal upstream counts them. */
export function tokensOf(text: string, most: number): string {
  const pieces = (text.match(/\s*\S+/g) ?? []).flatMap((word) => word.length > 9 ? [word.slice(0, word.length >> 1), word.slice(word.length >> 1)] : [word]);
  return pieces.slice(0, most).join("");
}

export const loadNow = () => readFileSync("/proc/loadavg", "utf8").split(" ")[0] ?? "";
