/** An answer of 200 KB: it is drawn piece by piece, and the page stays answerable between them. */
import type { Page } from "@playwright/test";
import { readWhenOver, submit } from "./support/council";
import { expect, test } from "./support/test";
import { essay } from "./support/essay";

const huge = essay(200 * 1_024);

const written = (huge.match(/```sql/g) ?? []).length;

/** The row and the log as they are, but for one text. */
async function swapText(page: Page, member: string, text: string): Promise<void> {
  await page.route(/\/api\/deliberations\/[\w-]+\/$/, async (route) => {
    const answer = await route.fetch();
    const row = (await answer.json()) as { opinions: { member: string; text: string }[] };
    for (const each of row.opinions) if (each.member === member) each.text = text;
    await route.fulfill({ response: answer, json: row });
  });
  await page.routeWebSocket(/\/ws\/deliberations\//, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) => {
      const frame = JSON.parse(String(message)) as { type: string; member?: string };
      const isIts = frame.type === "opinion.given" && frame.member === member;
      socket.send(isIts ? JSON.stringify({ ...frame, text }) : message);
    });
  });
}

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
