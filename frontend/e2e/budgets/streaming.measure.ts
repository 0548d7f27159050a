/** While four members stream sixty tokens a second each, for thirty seconds. */
import type { Page } from "@playwright/test";
import { pill, readWhenOver } from "../support/council";
import { essay } from "../support/essay";
import { test } from "../support/test";
import { shiftsOf, watchShifts } from "../support/shifts";
import { hold } from "./budget";
import { follow, heapMegabytes, longestTask, metric, slowDown, tokensOf, yardstick } from "./chrome";

const roles = ["North", "East", "South", "West"];
const spoken = tokensOf(essay(20_000), 1_800);
let council = "";
const seconds = 25; // of the thirty: the first and the last are no steady stream

test.beforeEach(async ({ page, rehearsal }) => {
  const models = ["openai/gpt-oss-120b", "google/gemma-4-31B-it", "meta-llama/Llama-3.3-70B-Instruct", "openai/gpt-oss-20b"];
  await rehearsal.say(Object.fromEntries(models.map((model) => [model, [spoken]])));
  await rehearsal.fail({ members: ["crawl:60*"] });
  const members = roles.map((role, i) => ({ role, models: [`huggingface:${models[i]}`] }));
  const chair = { role: "Chair", is_chair: true, models: ["huggingface:deepseek-ai/DeepSeek-V4-Pro"] };
  const made = await page.request.post("/api/councils/", { data: { name: "Four winds", strategy: "panel", quorum: 4, deadline_seconds: 120, members: [...members, chair] } });
  if (!made.ok()) throw new Error(await made.text());
  council = ((await made.json()) as { slug: string }).slug;
});

test.afterEach(async ({ page }) => {
  await page.request.delete(`/api/councils/${council}/`);
});

async function watch(page: Page): Promise<string> {
  const answer = await page.request.post("/api/deliberations/", { data: { query: "What do you say?", council, strategy: "panel" } });
  if (!answer.ok()) throw new Error(await answer.text());
  const { id } = (await answer.json()) as { id: string };
  await page.goto(`/d/${id}`);
  await page.waitForFunction(() => document.querySelectorAll(".card.s-speaking").length === 4);
  return id;
}

test("the machine", async ({ page }) => {
  await hold({ work: { what: "yardstick: always the same script, in CPU time", unit: "ms" } }, async () => ({ work: await yardstick(page) }));
});

test("the main thread, the heap, and what moves", async ({ browser, baseURL }) => {
  await hold({
    cpu: { what: "main thread while 4 members stream 60 tokens/s, share of one core", most: 25, unit: "%", digits: 1 },
    heap: { what: "heap after 4 × 1,800 tokens", most: 20, unit: "MB", digits: 1 },
    moved: { what: "layout shift over the whole deliberation", most: 0, unit: "CLS", digits: 4 },
  }, async () => {
    const page = await browser.newPage({ baseURL: baseURL ?? "" });
    await watchShifts(page);
    const session = await follow(page);
    const id = await watch(page);
    const [before, from] = [await metric(session, "TaskDuration"), performance.now()];
    await page.waitForTimeout(seconds * 1_000);
    const cpu = 100_000 * (await metric(session, "TaskDuration") - before) / (performance.now() - from);
    await readWhenOver(page.request, id);
    await pill(page.getByRole("complementary")).filter({ hasText: "Given" }).waitFor();
    const moved = (await shiftsOf(page)).reduce((sum, { value }) => sum + value, 0);
    const heap = await heapMegabytes(session);
    await page.close();
    return { cpu, heap, moved };
  });
});

test("on a slowed CPU", async ({ browser, baseURL }) => {
  await hold({
    task: { what: "same, 4 × slowed CPU: longest task, in CPU time", most: 200, unit: "ms" },
    frames: { what: "same, 4 × slowed CPU: frames", least: 45, unit: "fps" },
  }, async () => {
    const page = await browser.newPage({ baseURL: baseURL ?? "" });
    const session = await follow(page);
    const id = await watch(page);
    await slowDown(session);
    let frames = 0;
    const task = await longestTask(browser, page, async () => {
      frames = await page.evaluate((length) => new Promise<number>((tell) => {
        let count = 0;
        const from = performance.now();
        const look = (now: number) => {
          count += 1;
          if (now - from < length) requestAnimationFrame(look);
          else tell(1_000 * count / (now - from));
        };
        requestAnimationFrame(look);
      }), seconds * 1_000);
    });
    await page.close();
    await test.step("to its end", () => readWhenOver(page.request, id)).catch(() => undefined);
    return { task, frames };
  });
});
