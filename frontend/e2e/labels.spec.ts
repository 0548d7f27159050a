/** A model that is pinned to a host has a long label: no card is too narrow for it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { card } from "./support/council";
import { expect, test } from "./support/test";

const id = "7d1b2f1e-5a53-4a2e-9d0b-0c5a1f6f2b11";
const log = join(import.meta.dirname, "../../tests/event_logs/fallback.jsonl");
const host = "a-host-with-a-rather-long-name";

test.beforeEach(async ({ page }) => {
  const pinned = readFileSync(log, "utf8").replace(/("(?:from_|to_)?model": "huggingface:[^"]+)"/g, `$1:${host}"`);
  await serve(page, pinned.trim().split("\n"));
});

for (const width of [1440, 1024]) {
  test(`at ${width} px it stays within its card, and is whole in its title`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    await page.goto(`/d/${id}`);
    const label = card(page, "Creative").locator(".who p > [title]");
    await expect(label).toHaveAttribute("title", new RegExp(`^Mistral Small 24B · ${host} \\(huggingface:.+\\)$`));
    expect(await beyond(page)).toEqual([]);
  });
}

test("on a phone it is broken into lines and never cut", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`/d/${id}`);
  for (const role of ["Reasoner", "Creative", "Fact-checker", "Sceptic"]) {
    await page.getByRole("tab", { name: new RegExp(`^${role}`) }).click();
    const who = card(page, role).locator(".who p");
    await expect(who).toContainText(host);
    expect(await cut(who)).toEqual([]);
    expect(await beyond(page)).toEqual([]);
  }
});

/** The labels of this line of which a part is not to be seen. */
function cut(line: Locator): Promise<(string | null)[]> {
  return line.evaluate((box) => {
    const edges = box.getBoundingClientRect();
    const whole = (label: Element) => {
      const text = document.createRange();
      text.selectNodeContents(label);
      return text.getBoundingClientRect();
    };
    const labels = Array.from(box.querySelectorAll("[title]"));
    return labels.filter((label) => whole(label).right > edges.right || whole(label).bottom > edges.bottom).map((label) => label.textContent);
  });
}

/** The parts of headers and notes that stand out of their card. */
function beyond(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    Array.from(document.querySelectorAll(".card, .chair")).flatMap((box) => {
      const edge = box.getBoundingClientRect().right;
      const parts = Array.from(box.querySelectorAll("header, .who p, .state, .note, .measures"));
      return parts.filter((part) => part.getBoundingClientRect().right > edge).map((part) => part.className);
    }),
  );
}

/** A finished deliberation that no worker need hold. */
async function serve(page: Page, lines: string[]): Promise<void> {
  const { query, council, strategy, rehearsal, quorum, deadline_at, members, chair, at } = JSON.parse(lines[0] ?? "") as Record<string, unknown>;
  const row = {
    id, query, council, strategy, rehearsal, quorum, deadline_at, members, chair, status: "running", stage: "opinions", max_cost_usd: null,
    conversation: "c", follows: null, revises: null, to: null, history: { turns: 0, left_out: 0 }, contest: null, points: [], created_at: at, started_at: at, ended_at: null, opinions: [], exchange: [], agreements: [], claims: [], dissent: [], blind_spots: [], reviews: [], standings: null, synthesis: null, outcome: null, receipt: null, feedback: { thumb: null, picked: null }, code: "", message: "",
  };
  await page.route(`**/api/deliberations/${id}/`, (route) => route.fulfill({ json: row }));
  await page.route("**/api/conversations/c/", (route) => route.fulfill({ json: { id: "c", title: query, created_at: at, turns: [] } }));
  await page.routeWebSocket(new RegExp(`/ws/deliberations/${id}/`), (socket) => {
    for (const frame of [JSON.stringify({ type: "epoch", epoch: 1 }), ...lines]) socket.send(frame);
  });
}
