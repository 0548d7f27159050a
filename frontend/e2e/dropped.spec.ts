/** A bad wire: cut again and again, gone silent, refused. Each delta once, in order, to the end. */
import type { Page } from "@playwright/test";
import { card, expectAnswer, opinion, pill, read, readWhenOver, submit, synthesis } from "./support/council";
import type { LossyWire } from "./support/lossyWire";
import { lossyWire } from "./support/lossyWire";
import { numbered, readAlong } from "./support/reading";
import { expect, test } from "./support/test";

const roles = ["Reasoner", "Creative", "Fact-checker"];
const cutEvery = 3_000;
const aMinute = 60_000;

interface Frame {
  type: string;
  seq?: number;
  member?: string;
  text?: string;
}

/** What reached this page over all its sockets, as the page reads it: by number, doubles left out. */
class Log {
  seq = 0;
  sockets = 0;
  closed = 0;
  missed: string[] = [];
  doubled = 0;
  texts = new Map<string, string>();

  constructor(page: Page) {
    page.on("framenavigated", () => {
      this.seq = 0; // a page that is loaded anew reads from the beginning
      this.texts.clear();
    });
    page.on("websocket", (socket) => {
      this.sockets += 1;
      socket.on("close", () => (this.closed += 1));
      socket.on("framereceived", ({ payload }) => this.hear(JSON.parse(String(payload)) as Frame));
    });
  }

  private hear({ type, seq, member = "chair", text = "" }: Frame): void {
    if (seq === undefined) return; // no event
    if (seq <= this.seq) {
      this.doubled += 1;
      return;
    }
    if (seq !== this.seq + 1) this.missed.push(`${this.seq} to ${seq}`);
    this.seq = seq;
    if (/^(opinion|synthesis)\.started$/.test(type)) this.texts.set(member, "");
    if (/^(opinion|synthesis)\.delta$/.test(type)) this.texts.set(member, (this.texts.get(member) ?? "") + text);
  }
}

let wire: LossyWire;
test.beforeEach(async () => {
  wire = await lossyWire();
});
test.afterEach(() => wire.close());
test.use({ expected: { mishap: /WebSocket connection to .* failed/ } });

async function expectEveryWord(page: Page, id: string, text: string): Promise<void> {
  await expectAnswer(page, "Full");
  const { opinions, synthesis: written } = await readWhenOver(page.request, id);
  expect([...opinions.map((each) => each.text), written?.text]).toEqual([text, text, text, text]);
  for (const role of roles) await expect(opinion(page, role)).toHaveText(text);
  await expect(synthesis(page)).toHaveText(text);
}

test("a wire cut every three seconds for a minute brings each delta once, in order, to both tabs", async ({ page, context, rehearsal }) => {
  test.setTimeout(180_000);
  const text = numbered(1_500);
  await rehearsal.say({ "*": [text] });
  const id = await submit(page.request, "Is every word there? [rehearse: *=crawl:32] [rehearse: chair=crawl:32]");
  const other = await context.newPage();
  const tabs = [page, other];
  const readings = [await readAlong(page, text), await readAlong(other, text)];
  const logs = tabs.map((tab) => new Log(tab));
  for (const tab of tabs) await tab.goto(`${wire.url}/d/${id}`);
  await expect(opinion(other, "Reasoner")).toContainText("w3");

  let cuts = 0;
  const cutting = setInterval(() => (cuts += wire.cut()), cutEvery);
  try {
    await page.waitForTimeout(aMinute / 3); // the minute is what is tried
    await page.reload();
    await page.waitForTimeout((aMinute * 2) / 3);
    expect((await read(page.request, id)).status).toBe("running");
  } finally {
    clearInterval(cutting);
  }

  expect(cuts).toBeGreaterThan(30); // two tabs, twenty cuts
  for (const tab of tabs) await expectEveryWord(tab, id, text);
  expect(readings.map((reading) => reading.wrong)).toEqual([[], []]);
  for (const log of logs) {
    expect(log.missed).toEqual([]);
    expect(log.sockets).toBeGreaterThan(15);
    expect([...log.texts.values()]).toEqual([text, text, text, text]);
  }
  expect(logs.map((log) => log.doubled)).toEqual([0, 0]);
});

test("a socket left open without frames is given up after 25 s, and the page catches up", async ({ page, rehearsal }) => {
  const text = numbered(300);
  await rehearsal.say({ "*": [text] });
  const reading = await readAlong(page, text);
  const log = new Log(page);
  await page.clock.install();
  const id = await submit(page.request, "Who sleeps? [rehearse: *=crawl:25]");
  await page.goto(`${wire.url}/d/${id}`);
  await expect(opinion(page, "Reasoner")).toContainText("w3");

  expect(wire.deafen()).toBe(1); // the lid is closed
  await expect.poll(async () => (await read(page.request, id)).opinions.filter((each) => each.status === "given").length).toBe(3);
  for (const role of roles) await expect(pill(card(page, role))).toHaveText("Speaking"); // nobody has told the page
  await expect(page.locator(".banner", { hasText: "Connection lost" })).toHaveCount(0);
  expect(log.sockets).toBe(1);

  await page.clock.fastForward(30_000); // the lid is opened: the clock has jumped
  await expect.poll(() => log.sockets).toBe(2);
  await expectEveryWord(page, id, text);
  expect(reading.wrong).toEqual([]);
  expect(log.missed).toEqual([]);
  expect(log.doubled).toBe(0);
});

test("a break is told after a second and a half, not before, and so is that it is over", async ({ page, rehearsal }) => {
  await rehearsal.say({ "*": [numbered(200)] });
  const log = new Log(page);
  await page.clock.install();
  const id = await submit(page.request, "Who is cut off? [rehearse: *=stall:20]");
  await page.goto(`${wire.url}/d/${id}`);
  await expect(opinion(page, "Reasoner")).toContainText("w3");
  const lost = page.locator(".banner", { hasText: "Connection lost" });

  await page.clock.pauseAt(Date.now() + 1_000); // from here on only the test moves the time
  wire.refuse(true);
  expect(wire.cut()).toBe(1);
  await expect.poll(() => log.closed).toBe(1);
  await page.clock.runFor(600); // it tries again at once, in vain
  await expect.poll(() => log.closed).toBe(2);
  await page.clock.runFor(800);
  await expect(lost).toHaveCount(0);
  await page.clock.runFor(150);
  await expect(lost).toBeVisible();
  await expect(lost.getByRole("button", { name: "Reconnect now" })).toBeVisible();

  wire.refuse(false);
  await lost.getByRole("button", { name: "Reconnect now" }).click();
  await expect(page.locator(".banner", { hasText: "Back online" })).toBeVisible();
  await expect(lost).toHaveCount(0);
});
