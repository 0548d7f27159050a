/** What the interface weighs and costs, told in docs/benchmarks.md; on demand: `make budgets`. The stack
 * and its stream are real, the models are the rehearsal upstream; only the text of 200 KB is put into its answers. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { APIRequestContext, Page } from "@playwright/test";
import { kilobytes, named, withImports, withPage } from "./support/bundle";
import { card, pill, readWhenOver, submit } from "./support/council";
import { essay } from "./support/essay";
import { cpuSeconds, heapMegabytes, longestTask, slowCpu } from "./support/mainThread";
import type { Rehearsal } from "./support/rehearsal";
import { manage } from "./support/stack";
import { swapText } from "./support/swap";
import { expect, test } from "./support/test";

const frontend = resolve(import.meta.dirname, "..");
const documentFile = join(frontend, "../docs/benchmarks.md");
const [begins, ends] = ["<!-- figures of `make budgets` -->\n", "<!-- end of the figures -->"];
const stretch = 25_000; // what is watched of a stream of about 30 s
const rows: string[] = [];

const oneOfFour = `
from council.models import Council, Member, MemberModel
from providers.models import LanguageModel
council = Council.objects.create(slug="four", name="Four", strategy="panel", quorum=4)
names = ["gpt-oss-120b", "gemma-4-31B-it", "Llama-3.3-70B-Instruct", "gpt-oss-20b", "DeepSeek-V4-Pro"]
for at, name in enumerate(names):
    role = "Chair" if at == 4 else f"Member {at}"
    member = Member.objects.create(council=council, slug=f"voice-{at}", role=role, position=at, is_chair=at == 4)
    model = LanguageModel.objects.get(provider__name="huggingface", name__endswith=name)
    MemberModel.objects.create(member=member, language_model=model)
`;

test.use({ trace: "off" }); // Playwright's pictures of a long page are long tasks themselves
test.describe.configure({ timeout: 240_000 });

function tell(what: string, budget: string, figure: string, isKept: boolean): void {
  rows.push(`| ${what} | ${budget} | ${figure}${isKept ? "" : " **over**"} |`);
}

function tellMost(what: string, most: number, unit: string, figure: number, digits = 0): void {
  tell(what, `≤ ${most} ${unit}`, `${figure.toFixed(digits)} ${unit}`, figure <= most);
}

async function speak(page: Page, rehearsal: Rehearsal, request: APIRequestContext, letters: number): Promise<void> {
  await rehearsal.say({ "*": [essay(letters)] });
  const id = await submit(request, "What is cheap? [rehearse: *=crawl:60]", "four");
  await page.goto(`/d/${id}`);
  await expect(pill(card(page, "Member 3"))).toHaveText("Speaking");
}

async function untilGiven(page: Page): Promise<void> {
  for (const at of [0, 1, 2, 3]) await expect(pill(card(page, `Member ${at}`))).toHaveText("Given", { timeout: 90_000 });
}

const frames = (page: Page, during: number) =>
  page.evaluate(
    (ms) =>
      new Promise<number>((give) => {
        const from = performance.now();
        let count = 0;
        const step = (now: number) => (now - from < ms ? ((count += 1), requestAnimationFrame(step)) : give((count * 1_000) / (now - from)));
        requestAnimationFrame(step);
      }),
    during,
  );

test.beforeAll(() => {
  manage("shell", "-c", oneOfFour);
});

test("weights", () => {
  const first = withImports(withPage(/\.js$/));
  tellMost("JS of Ask", 120, "KB", kilobytes(first), 1);
  tellMost("JS of Ask and the live screen", 180, "KB", kilobytes(withImports([...first, ...named("LivePage")])), 1);
  for (const [chunk, most] of [["highlight", 25], ["math", 62], ["ComparePage", 6]] as const) tellMost(`fetched when needed: ${chunk}`, most, "KB", kilobytes(named(chunk)), 1);
  tellMost("CSS of the first page", 14, "KB", kilobytes(withPage(/\.css$/)), 1);
  tellMost("fonts before the first paint (woff2)", 95, "KB", kilobytes(withPage(/\.woff2$/), false), 1);
});

test("four voices, 60 tokens a second each", async ({ page, rehearsal }) => {
  const session = await slowCpu(page, 1);
  await speak(page, rehearsal, page.request, 9_200);
  const before = await cpuSeconds(session);
  await page.waitForTimeout(stretch); // nothing but the stream shall happen
  const share = (((await cpuSeconds(session)) - before) * 100_000) / stretch;
  tellMost("streaming 4 × 60 tokens/s: main thread", 25, "% of a core", share, 1);
  await untilGiven(page);
  tellMost("heap after 4 × 1,800 tokens", 20, "MB", await heapMegabytes(session), 1);
});

test("the same on a CPU four times slowed", async ({ page, rehearsal }) => {
  await slowCpu(page, 4);
  await speak(page, rehearsal, page.request, 9_200);
  const rate = await frames(page, stretch);
  tell("the same, CPU 4 × slowed: frames", "≥ 45 a second", `${rate.toFixed(0)} a second`, rate >= 45);
});

test("4 × 2,000 tokens from the opening to the end, four times slowed", async ({ page, browser, rehearsal }) => {
  await slowCpu(page, 4);
  const longest = await longestTask(browser, page, async () => {
    await speak(page, rehearsal, page.request, 10_200);
    await untilGiven(page);
  });
  tellMost("4 × 2,000 tokens, CPU 4 × slowed: longest task", 200, "ms of CPU", longest);
});

test("an answer of 200 KB opened, four times slowed", async ({ page, browser, rehearsal }) => {
  const huge = essay(200 * 1_024);
  const wanted = (huge.match(/```sql/g) ?? []).length;
  await rehearsal.say({ "*": ["A few words, and no more."] });
  await swapText(page, "reasoner", huge);
  const id = await submit(page.request, "Who says much?");
  await readWhenOver(page.request, id);
  await slowCpu(page, 4);
  const longest = await longestTask(browser, page, async () => {
    await page.goto(`/d/${id}`);
    await page.waitForFunction((count) => document.querySelectorAll("#opinion-reasoner pre").length === count, wanted, { polling: 1_000, timeout: 150_000 });
  });
  tellMost("200 KB opened, CPU 4 × slowed: longest task", 200, "ms of CPU", longest);
});

test("the first page over slow 4G, four times slowed", async ({ page }) => {
  const session = await slowCpu(page, 4);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 93_750 });
  await page.addInitScript(() => {
    new MutationObserver((_, observer) => {
      if (!document.querySelector("textarea")) return;
      observer.disconnect();
      setTimeout(() => (document.documentElement.dataset["ready"] = String(performance.now())));
    }).observe(document, { subtree: true, childList: true });
  });
  await page.goto("/");
  const ready = () => page.evaluate(() => Number(document.documentElement.dataset["ready"] ?? 0));
  await expect.poll(ready).toBeGreaterThan(0);
  const paint = () => page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0);
  await expect.poll(paint).toBeGreaterThan(0);
  tellMost("first contentful paint, slow 4G, CPU 4 × slowed", 1.8, "s", (await paint()) / 1_000, 2);
  tellMost("the query box takes keys, the same", 3.5, "s", (await ready()) / 1_000, 2);
});

test("a clean checkout", () => {
  const folder = mkdtempSync(join(tmpdir(), "ai-council-build-"));
  const seconds = (...command: string[]) => {
    const from = performance.now();
    execFileSync("npm", command, { cwd: folder, stdio: "ignore" });
    return (performance.now() - from) / 1_000;
  };
  try {
    cpSync(frontend, folder, { recursive: true, filter: (path) => !/\/(?:node_modules|dist|test-results)$/.test(path) });
    tellMost("`npm ci`", 60, "s", seconds("ci", "--no-audit", "--no-fund"), 1);
    tellMost("`npm run build`, the types checked", 10, "s", seconds("run", "build"), 1);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("told in the document", () => {
  expect(rows.length).toBe(16);
  const text = readFileSync(documentFile, "utf8");
  const [before, after] = [text.split(begins)[0], text.split(ends)[1]];
  if (before === undefined || after === undefined) throw new Error(`No place for the figures in ${documentFile}`);
  writeFileSync(documentFile, `${before}${begins}| | budget | measured |\n|---|---|---|\n${rows.join("\n")}\n${ends}${after}`);
});
