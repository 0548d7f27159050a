/** An answer of 200 KB, given at once, on a slow machine: the page stays answerable. */
import type { Page } from "@playwright/test";
import { readWhenOver, submit } from "./support/council";
import { expect, test } from "./support/test";
import { essay, longestTasks, slowDown, waitForCode } from "./support/weighing";

const huge = essay(200 * 1_024);

const written = (huge.match(/```sql/g) ?? []).length;
const longest = 600; // ms of CPU at a quarter of the speed; drawn in one piece it takes seconds

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

test("200 KB stay answerable on a CPU slowed four times", async ({ page, rehearsal }) => {
  await rehearsal.say({ "*": ["A few words, and no more."] });
  await swapText(page, "reasoner", huge);
  const id = await submit(page.request, "Who says much?");
  await readWhenOver(page.request, id);
  await slowDown(page, 4);
  const tasks = await longestTasks(page, async () => {
    await page.goto(`/d/${id}`);
    await waitForCode(page, written);
  });
  expect(tasks[0]).toBeLessThan(longest);
});
