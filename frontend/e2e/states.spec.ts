/** The states of a page that no usual way leads to: nothing yet, not allowed, not reachable, broken. */
import type { Page, Route } from "@playwright/test";
import { card, expectAnswer, opinion, readWhenOver, submit, synthesis } from "./support/council";
import { swapText } from "./support/swap";
import { expect, test } from "./support/test";

const row = /\/api\/deliberations\/[\w-]+\/$/;

async function finished(page: Page): Promise<string> {
  const id = await submit(page.request, "What is drawn?");
  await readWhenOver(page.request, id);
  return `/d/${id}`;
}

test("until it is known a deliberation is a frame without a word", async ({ page }) => {
  const held: Route[] = [];
  await page.route(row, (route) => void held.push(route));
  await page.goto(await finished(page));
  const frame = page.locator(".live[aria-busy=true]");
  await expect(frame.locator(".skeleton")).toHaveCount(5);
  await expect(frame).toHaveText("Loading"); // its title, for who cannot see it
  await expect.poll(() => held.length).toBe(1); // the skeleton stands before anything is asked for
  for (const route of held) await route.continue();
  await page.unroute(row);
  await expectAnswer(page, "Full");
  await expect(frame).toHaveCount(0);
});

test("a history without a query says what will stand there", async ({ page }) => {
  await page.route(/\/api\/conversations\//, (route) => route.fulfill({ json: { next: null, previous: null, results: [] } }));
  await page.goto("/history");
  await expect(page.getByRole("heading", { name: "Nothing has been asked yet." })).toBeVisible();
  await expect(page.getByRole("main").getByRole("link", { name: /Ask/ })).toBeVisible();
});

test("where the browser keeps nothing the page says that the draft will be lost, and asks", async ({ page }) => {
  await page.addInitScript(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException("No room", "QuotaExceededError");
    };
  });
  await page.goto("/");
  const box = page.getByRole("textbox", { name: "Your query" });
  await box.fill("Is there room?");
  await expect(page.locator(".banner", { hasText: "This browser's storage is full." })).toBeVisible();
  await box.press("Enter");
  await page.waitForURL(/\/d\//);
  await expectAnswer(page, "Full");
});

test.describe("what may not be seen", () => {
  test.use({ expected: { mishap: /403/ } });

  test("is said to be forbidden, inside the frame", async ({ page }) => {
    const path = await finished(page);
    const refusal = { code: "permission_denied", message: "", fields: {}, request_id: "" };
    await page.route(row, (route) => route.fulfill({ status: 403, json: refusal }));
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("You may not see this.");
    await expect(page.getByRole("navigation")).toBeVisible();
    await page.getByRole("link", { name: "Ask a query" }).click();
    await expect(page).toHaveURL("/");
  });
});

test.describe("a server out of reach", () => {
  test.use({ expected: { mishap: /ERR_CONNECTION_REFUSED/ } });

  test("is told, and trying again brings the page", async ({ page }) => {
    const path = await finished(page);
    await page.route(row, (route) => route.abort("connectionrefused"));
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("The server does not answer.");
    await page.unroute(row);
    await page.getByRole("button", { name: "Try again" }).click();
    await expectAnswer(page, "Full");
  });
});

test.describe("a fault in one card", () => {
  test.use({ expected: { mishap: /TypeError|is not a function/ } });

  test("takes neither the other cards nor the answer with it, and can be tried again", async ({ page }) => {
    const path = await finished(page);
    await swapText(page, "reasoner", 5 as unknown as string); // no text: it cannot be drawn
    await page.goto(path);
    const broken = card(page, "Reasoner").locator(".banner", { hasText: "This card cannot be drawn." });
    await expect(broken).toBeVisible();
    for (const role of ["Creative", "Fact-checker"]) await expect(opinion(page, role)).not.toBeEmpty();
    await expect(synthesis(page)).not.toBeEmpty();
    await broken.getByRole("button", { name: "Try again" }).click();
    await expect(broken).toBeVisible();
  });
});
