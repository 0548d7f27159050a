/** A deliberation on paper: the query, the answer and what departs from it, then every opinion whole. */
import type { Page } from "@playwright/test";
import { chair } from "./support/council";
import { openCrowded } from "./support/crowded";
import { essay } from "./support/essay";
import { expect, test } from "./support/test";

const papers = [{ width: 718, height: 1047 }, { width: 1_512, height: 1_047 }, { width: 390, height: 844 }];
const codes = (essay(40_000).match(/```sql/g) ?? []).length;

test("opinions stand one below the other, whole, after the query, the answer and every dissent", async ({ page }) => {
  await openCrowded(page);
  await expect(page.locator("#opinion-reasoner pre")).toHaveCount(codes);
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  for (const paper of papers) {
    await page.setViewportSize(paper);
    for (const left of [".rail", ".topbar", ".acts", ".tabs", ".tabletop", ".followup", ".iconbtn", ".btn", ".linkish"]) await expect(page.locator(left).filter({ visible: true }), left).toHaveCount(0);
    expect(await page.evaluate(readDown), JSON.stringify(paper)).toEqual({ cut: [], overlapping: [] });
  }
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe("light");
});

test("all of a long opinion is on paper, also at once after it is opened", async ({ page }) => {
  await openCrowded(page);
  await page.getByRole("article", { name: "Reasoner" }).waitFor();
  const atOnce = await pagesOf(page);
  expect(atOnce).toBeGreaterThan(20);
  await expect(page.locator("#opinion-reasoner pre")).toHaveCount(codes);
  expect(await pagesOf(page)).toBe(atOnce);
});

test("the answer is printed whatever else the chair's pane shows, with all that departs from it", async ({ page }) => {
  await openCrowded(page);
  await chair(page).getByRole("tab", { name: /^Attempts/ }).click();
  await page.evaluate(() => void dispatchEvent(new Event("beforeprint")));
  await expect(page.locator(".differ")).toHaveCount(2);
  await expect(page.locator("#opinion-chair")).not.toBeEmpty();
  await page.evaluate(() => void dispatchEvent(new Event("afterprint")));
  await expect(page.locator(".trace")).toBeVisible();
});

async function pagesOf(page: Page): Promise<number> {
  const paper = await page.pdf({ format: "A4" });
  return paper.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;
}

/** What is cut, and what begins before the one above it ends. */
function readDown(): { cut: string[]; overlapping: string[] } {
  const order = [".query h1", ".outcome", ".agree", ".positions", ".answer", ".differ", ...[...document.querySelectorAll("article.card")].flatMap(({ id }) => [`#${id} header`, `#${id} .body`, `#${id} footer`])];
  const boxes = order.map((name) => ({ name, box: document.querySelector(name) }));
  const isCut = (box: Element | null) => !box || box.scrollHeight > box.clientHeight + 1 || box.clientHeight < 10;
  const place = (box: Element | null | undefined) => box?.getBoundingClientRect() ?? new DOMRect();
  return {
    cut: boxes.filter(({ box }) => isCut(box)).map(({ name }) => name),
    overlapping: boxes.filter(({ box }, i) => i > 0 && place(box).top < place(boxes[i - 1]?.box).bottom - 1).map(({ name }) => name),
  };
}
