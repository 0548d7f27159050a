/** What the tests of the providers' page share: its parts, what is asked meanwhile, and who looks. */
import { AxeBuilder } from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import type { RealStack } from "./realStack";
import { expect } from "./test";

const narrow = { width: 390, height: 844 };

export async function open(page: Page, { url }: RealStack): Promise<void> {
  await page.goto(`${url}/providers`);
  await expect(page.getByRole("heading", { name: "Providers", level: 1 })).toBeVisible();
}

export function row(page: Page, label: string): Locator {
  return page.getByRole("article", { name: label });
}

export function pill(page: Page, label: string): Locator {
  return row(page, label).locator(".state");
}

export function figure(page: Page, name: string): Locator {
  return page.locator(".summary div").filter({ hasText: name }).locator("dd");
}

/** Only events have this page read anything anew: no interval of five seconds or more ever ends. */
export async function hearOnly(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const asUsual = window.setInterval.bind(window);
    window.setInterval = ((run: () => void, after: number) => asUsual(run, after < 5_000 ? after : 2 ** 30)) as typeof window.setInterval;
  });
}

/** As one who may ask, and nothing more: what they are refused, the console would tell of. */
export async function beNoStaff(page: Page): Promise<void> {
  const refused = { status: 403, json: { code: "permission_denied", message: "No.", fields: {}, request_id: "" } };
  await page.route("**/api/me/", async (route) => route.fulfill({ json: { ...(await (await route.fetch()).json()) as object, is_staff: false } }));
  await page.route(/\/api\/providers\/(log|events|alerts)\//, (route) => route.fulfill(refused));
}

/** How old what it shows is, a moment later by its stopped clock. */
export async function moment(page: Page): Promise<string | null> {
  await page.clock.runFor(100);
  return page.locator(".fresh").textContent();
}

/** As when its tab is left, or come back to. */
export async function show(page: Page, state: DocumentVisibilityState): Promise<void> {
  await page.evaluate((as) => {
    Object.defineProperty(document, "visibilityState", { configurable: true, get: () => as });
    document.dispatchEvent(new Event("visibilitychange"));
  }, state);
}

export async function secondsIn(words: Locator): Promise<number> {
  return Number(/(\d+) s/.exec((await words.textContent()) ?? "")?.[1]);
}

interface Read {
  status: string;
  opinions: { status: string; model: string }[];
  synthesis: { model: string } | null;
}

export async function deliberation(page: Page, { url }: RealStack, id: string): Promise<Read> {
  return (await (await page.request.get(`${url}/api/deliberations/${id}/`)).json()) as Read;
}

/** To its end. */
export async function askReal(page: Page, stack: RealStack, query: string): Promise<string> {
  const answer = await page.request.post(`${stack.url}/api/deliberations/`, { data: { query, council: "general" } });
  expect(answer.status()).toBe(202);
  const { id } = (await answer.json()) as { id: string };
  await expect.poll(async () => (await deliberation(page, stack, id)).status, { timeout: 60_000 }).toBe("done");
  return id;
}

export async function expectAccessible(page: Page): Promise<void> {
  for (const size of [{ width: 1440, height: 900 }, narrow]) {
    await page.setViewportSize(size);
    expect(await page.evaluate(() => document.documentElement.scrollWidth), "nothing sticks out").toBe(size.width);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join("\n")}`)).toEqual([]);
      await shoot(page, `${size.width}-${colorScheme}`);
    }
  }
}

export async function shoot(page: Page, name: string): Promise<void> {
  if (process.env["SHOTS"]) await page.screenshot({ path: `${process.env["SHOTS"]}/${new URL(page.url()).pathname.slice(1)}-${name}.png`, fullPage: true });
}
