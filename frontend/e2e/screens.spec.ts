/** Pictures of every screen, three widths in two themes, beside those that were looked at and kept. */
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page, TestInfo } from "@playwright/test";
import { browserFlags, findChromium } from "./support/chromium";
import { openRecorded } from "./support/recorded";
import { screens } from "./support/screens";
import { expect, test } from "./support/test";

const sizes = [[1440, 900], [1024, 768], [390, 844]] as const;
const themes = ["light", "dark"] as const;
const folder = join(import.meta.dirname, "pictures");
const handFile = join(folder, "hand.json");
const tokens = join(import.meta.dirname, "../src/ui/css/tokens.css");

/** Who drew them. Another browser draws letters a little differently, and so do other fonts. */
interface Hand {
  chromium: string;
  letters: string;
}

test.use({
  timezoneId: "UTC",
  locale: "en-GB",
  contextOptions: { reducedMotion: "reduce" },
  launchOptions: { executablePath: findChromium(true) ?? "", args: [...browserFlags(), "--font-render-hinting=none", "--disable-lcd-text", "--force-color-profile=srgb"] },
});

let differing = 0;

test.beforeAll(async ({ browser }, info) => {
  const page = await browser.newPage();
  const now: Hand = { chromium: browser.version().split(".")[0] ?? "", letters: await lettersOf(page) };
  await page.close();
  if (isDrawing(info)) writeFileSync(handFile, `${JSON.stringify(now)}\n`);
  const then = JSON.parse(readFileSync(handFile, "utf8")) as Hand;
  const isSame = now.chromium === then.chromium && now.letters === then.letters;
  differing = isSame ? 0.001 : 0.02;
  if (!isSame) process.stderr.write(`The pictures were drawn by Chromium ${then.chromium} and are compared with Chromium ${now.chromium}'s, its fonts or its version being others: up to 2 % of a picture may differ. \`make pictures\` draws them anew.\n`);
});

for (const screen of screens) {
  test(screen.name, async ({ page }) => {
    const unknown = await openRecorded(page, screen);
    await page.waitForLoadState("networkidle");
    await screen.choose?.(page).click();
    await expect(page.locator("h1")).toHaveCount(1);
    for (const theme of themes) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      for (const [width, height] of sizes) {
        await page.setViewportSize({ width, height });
        await page.evaluate(() => document.fonts.ready);
        await expect.soft(page).toHaveScreenshot(`${screen.name}-${width}-${theme}.png`, { maxDiffPixelRatio: differing, threshold: 0.03, timeout: 15_000 });
      }
    }
    expect(unknown, "asked for and not recorded").toEqual([]);
  });
}

test("the pictures that are kept are those of the screens there are, and small", () => {
  const names = screens.flatMap(({ name }) => sizes.flatMap(([width]) => themes.map((theme) => `${name}-${width}-${theme}.png`)));
  const kept = readdirSync(folder).filter((file) => file.endsWith(".png"));
  expect(kept.toSorted()).toEqual(names.toSorted());
  expect(isDrawing(test.info()) || kept.reduce((bytes, file) => bytes + statSync(join(folder, file)).size, 0) < 6_000_000).toBe(true);
});

function isDrawing({ config }: TestInfo): boolean {
  return config.updateSnapshots === "all" || config.updateSnapshots === "changed";
}

/** How wide the system's own letters are: code is set in them, and what our fonts lack. */
async function lettersOf(page: Page): Promise<string> {
  const mono = /--font-mono: ([^;]+);/.exec(readFileSync(tokens, "utf8"))?.[1] ?? "";
  return page.evaluate((mono) => {
    const canvas = document.createElement("canvas").getContext("2d");
    const width = (font: string, text: string) => {
      if (canvas) canvas.font = `100px ${font}`;
      return canvas?.measureText(text).width.toFixed(1) ?? "";
    };
    return [width(mono, "lock_timeout = '2s'"), width("sans-serif", "→ … ✓")].join(" ");
  }, mono);
}
