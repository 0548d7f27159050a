/** What it takes until a page is there: the first one, and a deliberation with a very long answer. */
import { readWhenOver, submit } from "../support/council";
import { essay } from "../support/essay";
import { swapText } from "../support/swap";
import { test } from "../support/test";
import { hold } from "./budget";
import { follow, longestTask, slowDown, slowNet, tokensOf } from "./chrome";

test("the first page on a slow phone", async ({ browser, baseURL }) => {
  await hold({
    painted: { what: "Ask, slow 4G and 4 × slowed CPU: first contentful paint", most: 1.8, unit: "s", digits: 2 },
    ready: { what: "same: until the query box takes a key", most: 3.5, unit: "s", digits: 2 },
  }, async () => {
    const page = await browser.newPage({ baseURL: baseURL ?? "" });
    await page.addInitScript(() => {
      new MutationObserver((_, observer) => {
        if (!document.querySelector("textarea:enabled")) return;
        observer.disconnect();
        setTimeout(() => performance.mark("ready"));
      }).observe(document, { subtree: true, childList: true, attributes: true });
    });
    const session = await follow(page);
    await slowNet(session);
    await slowDown(session);
    await page.goto("/");
    await page.waitForFunction(() => performance.getEntriesByName("ready").length > 0 && performance.getEntriesByName("first-contentful-paint").length > 0);
    const [painted = NaN, ready = NaN] = await page.evaluate(() => ["first-contentful-paint", "ready"].map((name) => (performance.getEntriesByName(name)[0]?.startTime ?? NaN) / 1_000));
    await page.close();
    return { painted, ready };
  });
});

const texts = [
  { what: "an answer of 200 KB opened by a cold browser, 4 × slowed CPU: longest task, in CPU time", said: ["A few words, and no more."], huge: essay(200 * 1_024) },
  { what: "4 × 2,000 tokens opened by a cold browser, 4 × slowed CPU: longest task, in CPU time", said: [tokensOf(essay(30_000), 2_000)], huge: null },
];

for (const { what, said, huge } of texts) {
  test(what, async ({ browser, page, baseURL, rehearsal }) => {
    await rehearsal.say({ "*": said });
    const id = await submit(page.request, "Who says much?");
    await readWhenOver(page.request, id);
    await hold({ task: { what, most: 200, unit: "ms" } }, async () => {
      const own = await browser.browserType().launch({ executablePath: test.info().project.use.launchOptions?.executablePath ?? "", args: test.info().project.use.launchOptions?.args ?? [] });
      const opened = await own.newPage({ baseURL: baseURL ?? "", viewport: { width: 1440, height: 900 } });
      if (huge) await swapText(opened, "reasoner", huge);
      await slowDown(await follow(opened));
      const task = await longestTask(own, opened, async () => {
        await opened.goto(`/d/${id}`);
        const wanted = huge ? (huge.match(/```sql/g) ?? []).length : 1;
        await opened.waitForFunction((count) => document.querySelectorAll("#opinion-reasoner pre").length >= count, wanted, { polling: 500, timeout: 120_000 });
      });
      await own.close();
      return { task };
    });
  });
}
