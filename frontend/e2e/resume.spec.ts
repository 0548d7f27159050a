/** Whatever happens to the page or its connection: every word once, in order, to the end. */
import type { Page } from "@playwright/test";
import { ask, expectAnswer, opinion, read, readWhenOver, submit, synthesis } from "./support/council";
import { numbered, readAlong } from "./support/reading";
import { expect, test } from "./support/test";

const text = numbered(120);
const stallingTwice = "Is every word there? [rehearse: *=stall:3] [rehearse: chair=stall:2]";
const roles = ["Reasoner", "Creative", "Fact-checker"];

test.beforeEach(({ rehearsal }) => rehearsal.say({ "*": [text] }));

async function expectWhole(page: Page, id: string): Promise<void> {
  await expectAnswer(page, "Full");
  const { opinions, synthesis: written } = await readWhenOver(page.request, id);
  expect([...opinions.map((each) => each.text), written?.text]).toEqual([text, text, text, text]);
  for (const role of roles) await expect(opinion(page, role)).toHaveText(text);
  await expect(synthesis(page)).toHaveText(text);
}

test("a reload in the middle loses nothing and doubles nothing", async ({ page }) => {
  const reading = await readAlong(page, text);
  const id = await ask(page, stallingTwice);
  for (const role of roles) await expect(opinion(page, role)).toContainText("w3");
  await page.reload();
  for (const role of roles) await expect(opinion(page, role)).toContainText("w3");
  expect((await read(page.request, id)).status).toBe("running");
  await expect(synthesis(page)).toContainText("w3");
  await page.reload();
  await expectWhole(page, id);
  expect(reading.wrong).toEqual([]);
});

test("a connection that drops again and again brings every word once, in order", async ({ page }) => {
  const reading = await readAlong(page, text);
  const opened: string[] = [];
  await page.routeWebSocket(/\/ws\/deliberations\//, (socket) => {
    opened.push(socket.url());
    const server = socket.connectToServer();
    let frames = 0;
    server.onMessage((frame) => {
      frames += 1;
      if (frames <= 8) socket.send(frame);
      else if (frames === 9) void Promise.all([socket.close({ code: 4000 }), server.close()]); // this frame is lost on the way
    });
  });
  const id = await ask(page, stallingTwice);
  await expectWhole(page, id);
  expect(reading.wrong).toEqual([]);
  expect(reading.lengths.size).toBeGreaterThan(4);
  expect(opened.length).toBeGreaterThan(2);
  expect(opened.slice(1).every((url) => url.includes("?after="))).toBe(true);
});

test.describe("offline", () => {
  test.use({ expected: { mishap: /WebSocket connection to .* failed|ERR_INTERNET_DISCONNECTED/ } });

  test("says so, and catches up when the network is back", async ({ page, context }) => {
    const reading = await readAlong(page, text);
    const id = await ask(page, stallingTwice);
    await expect(opinion(page, "Reasoner")).toContainText("w3");
    await context.setOffline(true);
    await expect(page.locator(".banner", { hasText: "Connection lost" })).toBeVisible();
    await readWhenOver(page.request, id); // the deliberation goes on without this page
    await expect(page.getByRole("button", { name: "Stop all" })).toBeVisible();
    await context.setOffline(false);
    await expect(page.locator(".banner", { hasText: "Connection lost" })).toHaveCount(0);
    await expectWhole(page, id);
    expect(reading.wrong).toEqual([]);
  });
});

test("who comes after the end reads the same", async ({ page }) => {
  const id = await submit(page.request, "Is it over?");
  await readWhenOver(page.request, id);
  await page.goto(`/d/${id}`);
  await expectWhole(page, id);
});

test("what is copied is the text as it was written", async ({ page, context, rehearsal }) => {
  const written = "Two **bold** words, and `code`.\n\n- one\n- two";
  await rehearsal.say({ "*": [written] });
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await ask(page, "What is copied?");
  await expectAnswer(page, "Full");
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await page.getByRole("button", { name: "Copy synthesis" }).click();
  await expect.poll(copied).toBe(written);
  await page.getByRole("button", { name: "Export and share" }).click();
  await page.getByRole("button", { name: "Copy everything" }).click();
  await expect.poll(copied).toContain("What is copied?");
  expect(await copied()).toContain("Reasoner");
});
