/** The README's picture, taken on demand: `PICTURES=1 npm run e2e -- pictures`, then `pngquant`. */
import { join } from "node:path";
import { ask, chair, opinion, pill, synthesis } from "./support/council";
import { expect, test } from "./support/test";

const query = "How do we ship breaking schema changes on a busy PostgreSQL table without downtime?";
const picture = join(import.meta.dirname, "../../docs/images/live.png");
const enough = 450; // characters of the synthesis

test("the live screen, while the chair writes", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await ask(page, query);
  await expect(pill(chair(page))).toHaveText("Speaking");
  for (const role of ["Reasoner", "Creative", "Fact-checker"]) await opinion(page, role).evaluate((body) => body.scrollTo(0, 0));
  await page.evaluate(() => document.fonts.ready);
  await expect.poll(async () => (await synthesis(page).textContent())?.length ?? 0, { intervals: [50] }).toBeGreaterThan(enough);
  await page.screenshot({ path: picture, animations: "disabled" });
  await expect(page.locator("article header .state")).toHaveText(["Given", "Given", "Given"]);
});
