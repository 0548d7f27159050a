/** The stack as it is, but for one text that no rehearsal speaks in a reasonable time. */
import type { Page } from "@playwright/test";

/** The row and the log as they are, but for one text. */
export async function swapText(page: Page, member: string, text: string): Promise<void> {
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
