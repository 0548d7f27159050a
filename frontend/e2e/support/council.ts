/** The live screen as a reader finds it, and the API as a program does. */
import type { APIRequestContext, Locator, Page } from "@playwright/test";
import { expect } from "@playwright/test";

export interface Deliberation {
  id: string;
  status: string;
  outcome: string | null;
  query: string;
  opinions: { member: string; status: string; text: string; model: string }[];
  synthesis: { text: string; model: string } | null;
  follows: string | null;
  to: string | null;
  history: { turns: number; left_out: number };
}

/** Asks as a program does, and does not stay. */
export async function submit(request: APIRequestContext, query: string, council = "general", strategy?: string): Promise<string> {
  const answer = await request.post("/api/deliberations/", { data: { query, council, strategy } });
  expect(answer.status()).toBe(202);
  return ((await answer.json()) as { id: string }).id;
}

/** Asks as a person does, and stays to watch. */
export async function ask(page: Page, query: string, council = "General"): Promise<string> {
  await page.goto("/");
  await page.getByRole("radio", { name: new RegExp(`^${council}`) }).check();
  await page.getByRole("textbox", { name: "Your query" }).fill(query);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/d\/[\w-]+$/);
  return page.url().split("/").at(-1) ?? "";
}

export async function read(request: APIRequestContext, id: string, at = ""): Promise<Deliberation> {
  return (await (await request.get(`${at}/api/deliberations/${id}/`)).json()) as Deliberation;
}

export async function readWhenOver(request: APIRequestContext, id: string, at = ""): Promise<Deliberation> {
  await expect.poll(async () => (await read(request, id, at)).status, { timeout: 30_000 }).not.toMatch(/queued|running/);
  return read(request, id, at);
}

export async function list(request: APIRequestContext, search: string): Promise<Deliberation[]> {
  const answer = await request.get("/api/deliberations/", { params: { search } });
  return ((await answer.json()) as { results: Deliberation[] }).results;
}

export function card(page: Page, role: string): Locator {
  return page.getByRole("article", { name: role });
}

export function opinion(page: Page, role: string): Locator {
  return page.getByRole("group", { name: `Opinion of the ${role}` });
}

export function pill(voice: Locator): Locator {
  return voice.locator("header .state");
}

export function chair(page: Page): Locator {
  return page.getByRole("complementary");
}

export function synthesis(page: Page): Locator {
  return page.getByRole("group", { name: "Synthesis text" });
}

/** The end as the screen shows it: the answer stands, and says how complete it is. */
export async function expectAnswer(page: Page, outcome: "Full" | "Degraded" | "Single" | RegExp): Promise<void> {
  await expect(chair(page).locator(".outcome")).toContainText(outcome instanceof RegExp ? outcome : `${outcome}.`, { timeout: 45_000 });
  await expect(pill(chair(page))).toHaveText("Given");
  await expectOver(page);
}

/** Whatever came of it, there is something to take along. */
export async function expectOver(page: Page, timeout?: number): Promise<void> {
  await expect(page.getByRole("button", { name: "Export and share" })).toBeVisible({ ...(timeout && { timeout }) });
}
