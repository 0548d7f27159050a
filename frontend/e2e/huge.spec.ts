/** An answer of 200 KB: it is drawn piece by piece, and the page stays answerable between them. */
import { readWhenOver, submit } from "./support/council";
import { expect, test } from "./support/test";
import { essay } from "./support/essay";
import { swapText } from "./support/swap";

const huge = essay(200 * 1_024);

const written = (huge.match(/```sql/g) ?? []).length;

test("200 KB given at once are drawn piece by piece, to the last", async ({ page, rehearsal }) => {
  await rehearsal.say({ "*": ["A few words, and no more."] });
  await swapText(page, "reasoner", huge);
  const id = await submit(page.request, "Who says much?");
  await readWhenOver(page.request, id);
  await page.addInitScript(() => {
    const steps = new Set<number>();
    Object.assign(globalThis, { steps });
    new MutationObserver(() => steps.add(document.getElementsByClassName("slice").length)).observe(document, { subtree: true, childList: true });
  });
  await page.goto(`/d/${id}`);
  await page.waitForFunction((wanted) => document.querySelectorAll("#opinion-reasoner pre").length === wanted, written, { polling: 500, timeout: 60_000 });
  expect(await page.evaluate(() => (globalThis as unknown as { steps: Set<number> }).steps.size)).toBeGreaterThan(20);
});
