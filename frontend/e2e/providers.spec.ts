/** Watching the providers: what goes wrong is seen without a reload, and can be acted upon. */
import { AxeBuilder } from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { list, readWhenOver, submit } from "./support/council";
import type { RealStack } from "./support/realStack";
import { startRealStack } from "./support/realStack";
import { expect, test } from "./support/test";

const narrow = { width: 390, height: 844 };
const localModels = ["gpt-oss:20b", "qwen3:8b", "gemma4", "llama3.1:8b", "deepseek-r1:8b"]; // as Ollama names those of the council
let stack: RealStack;

test.describe("with providers that are asked", () => {
  test.describe.configure({ mode: "serial" });

  test.beforeAll(async () => {
    test.setTimeout(120_000);
    stack = await startRealStack();
  });

  test.afterAll(async () => {
    await stack.stop();
  });

  test.beforeEach(async ({ page, rehearsal }) => {
    await rehearsal.clear();
    for (const name of ["huggingface", "gemini", "ollama"]) await page.request.post(`${stack.url}/api/providers/${name}/resume/`);
    await page.request.post(`${stack.url}/api/providers/test/`);
  });

  test("all are well, and the page says so in a sentence", async ({ page }) => {
    await open(page);
    await expect(page.locator(".lede")).toHaveText("All three in use are well. Every query still gets a full council.");
    for (const label of ["Hugging Face", "Gemini", "Ollama"]) await expect(pill(page, label)).toHaveText("Healthy");
    await expect(page.getByText(/^Live, updated \d+ s ago$/)).toBeVisible();
  });

  test("one provider can be tested, and all of them at once", async ({ page }) => {
    await open(page);
    await expect(page.getByText(/^Live/)).toBeVisible();
    await row(page, "Ollama").getByRole("button", { name: "Test now: Ollama" }).click();
    await expect(page.getByRole("status").filter({ hasText: "Ollama was tested." })).toBeAttached();
    await expect(pill(page, "Ollama")).toHaveText("Healthy");
    await page.getByRole("button", { name: "Test all" }).click();
    await expect(page.getByRole("status").filter({ hasText: "All providers were tested." })).toBeAttached();
  });

  test("a paused provider is not asked, and is again when it is resumed", async ({ page, rehearsal }) => {
    await open(page);
    await page.getByRole("button", { name: "Pause: Hugging Face" }).click();
    await expect(pill(page, "Hugging Face")).toHaveText("Paused");
    await expect(page.locator(".lede")).toContainText("All two in use are well.");
    await expect(page.getByRole("region", { name: "What happened" })).toContainText("Hugging Face was paused.");
    const asked = await deliberation(page, await askReal(page, "Who speaks instead?"));
    expect(asked.opinions.map(({ model }) => model.split(":")[0])).not.toContain("huggingface");
    expect(asked.synthesis?.model).not.toContain("huggingface");

    await page.getByRole("button", { name: "Resume: Hugging Face" }).click();
    await expect(pill(page, "Hugging Face")).not.toHaveText("Paused");
    await rehearsal.clear();
    const again = await deliberation(page, await askReal(page, "Is it back?"));
    expect(again.opinions.some(({ model }) => model.startsWith("huggingface:"))).toBe(true);
  });

  test("figures are those of what was asked, as bars and as a table", async ({ page }) => {
    await askReal(page, "Is it counted?");
    await open(page);
    await expect(figure(page, "Opinions today")).not.toHaveText(/^0/);
    await expect(figure(page, "Median deliberation")).toHaveText(/\d+(\.\d)? s/);
    const huggingFace = row(page, "Hugging Face");
    await expect(huggingFace.locator(".ticks .given").first()).toBeVisible();
    await huggingFace.getByRole("button", { name: /Show as table/ }).click();
    const table = huggingFace.getByRole("table");
    await expect(table.getByRole("row")).toHaveCount(49);
    await expect(table.getByRole("row").nth(1).getByRole("cell").first()).not.toHaveText("0");
    await expect(huggingFace.getByRole("meter").first()).toHaveAttribute("aria-valuetext", /of/);
  });

  test("the page of the providers is accessible in both themes, wide and narrow", async ({ page }) => {
    await open(page);
    await expect(pill(page, "Ollama")).toHaveText("Healthy");
    await expectAccessible(page);
  });

  test("the page of the models is accessible in both themes, wide and narrow", async ({ page }) => {
    await page.goto(`${stack.url}/models`);
    await expect(page.getByRole("table")).toBeVisible();
    await expectAccessible(page);
  });

  test("models are found by task, provider and name", async ({ page }) => {
    await page.goto(`${stack.url}/models`);
    const rows = page.getByRole("table").getByRole("row");
    await expect(page.getByRole("table")).toBeVisible();
    const all = await rows.count();
    await page.getByRole("combobox", { name: "Provider" }).selectOption("Google Gemini");
    await expect.poll(() => rows.count()).toBeLessThan(all);
    await page.getByRole("combobox", { name: "Task" }).selectOption("Fast");
    await expect(page.getByRole("rowheader").first()).toContainText("Gemini");
    await page.getByRole("searchbox").fill("no such model");
    await expect(page.getByRole("heading", { name: "No model matches." })).toBeVisible();
    await page.getByRole("button", { name: "Clear search and filters" }).click();
    await expect(rows).toHaveCount(all);
  });

  test("a cooldown appears without a reload, counts down and is told in the log", async ({ page, rehearsal }) => {
    await page.request.post(`${stack.url}/api/providers/huggingface/pause/`); // Ollama's come next
    await open(page);
    await page.evaluate(() => Object.assign(window, { hasStayed: true }));
    await expect(pill(page, "Ollama")).toHaveText("Healthy");
    await rehearsal.fail(Object.fromEntries(localModels.map((name) => [name, ["429:30*"]])));
    const asked = await deliberation(page, await askReal(page, "Why is it busy?"));
    expect(asked.opinions.map(({ status, model }) => `${status} by ${model.split(":")[0]}`)).toEqual(Array.from({ length: 3 }, () => "given by gemini"));
    await expect(pill(page, "Ollama")).toHaveText(/cooling down/i);
    await expect(row(page, "Ollama").locator(".why")).toContainText("it was asked too often");
    const log = page.getByRole("region", { name: "What happened" });
    await expect(log.getByText(/is left alone for \d+ s: it was asked too often\./).first()).toBeVisible();
    await expect(page.locator(".hop.off").first()).toBeVisible();
    await expect(row(page, "Gemini").locator(".why")).toContainText("opinions in the last hour came here by fallback");
    await shoot(page, "cooling");
    expect(await page.evaluate(() => "hasStayed" in window)).toBe(true);
    await page.goto(`${stack.url}/models`);
    const resting = page.locator(".state").filter({ hasText: "Left alone" }).first();
    await expect(resting).toHaveText(/^Left alone, \d+ s$/);
    const first = await secondsIn(resting);
    await expect.poll(() => secondsIn(resting)).toBeLessThan(first);
    await page.goto(`${stack.url}/providers`);
    await expect(pill(page, "Ollama")).toHaveText("Healthy", { timeout: 60_000 }); // when the time is over, by itself
  });
});

test("in a rehearsal the figures are the rehearsal's, and nobody can be tested", async ({ page, request }) => {
  await readWhenOver(request, await submit(request, "Is it played?"));
  expect(await list(request, "Is it played?")).toHaveLength(1);
  await page.goto("/providers");
  await expect(pill(page, "Hugging Face")).toHaveText("Rehearsal");
  await expect(page.getByText("This is a rehearsal.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Test all" })).toBeDisabled();
  await expect(row(page, "Hugging Face").locator(".ticks .given").first()).toBeVisible();
});

async function open(page: Page): Promise<void> {
  await page.goto(`${stack.url}/providers`);
  await expect(page.getByRole("heading", { name: "Providers", level: 1 })).toBeVisible();
}

function row(page: Page, label: string): Locator {
  return page.getByRole("article", { name: label });
}

function pill(page: Page, label: string): Locator {
  return row(page, label).locator(".state");
}

function figure(page: Page, name: string): Locator {
  return page.locator(".summary div").filter({ hasText: name }).locator("dd");
}

async function secondsIn(words: Locator): Promise<number> {
  return Number(/(\d+) s/.exec((await words.textContent()) ?? "")?.[1]);
}

interface Read {
  status: string;
  opinions: { status: string; model: string }[];
  synthesis: { model: string } | null;
}

async function deliberation(page: Page, id: string): Promise<Read> {
  return (await (await page.request.get(`${stack.url}/api/deliberations/${id}/`)).json()) as Read;
}

/** To its end. */
async function askReal(page: Page, query: string): Promise<string> {
  const answer = await page.request.post(`${stack.url}/api/deliberations/`, { data: { query, council: "general" } });
  expect(answer.status()).toBe(202);
  const { id } = (await answer.json()) as { id: string };
  await expect.poll(async () => (await deliberation(page, id)).status, { timeout: 60_000 }).toBe("done");
  return id;
}

async function expectAccessible(page: Page): Promise<void> {
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

async function shoot(page: Page, name: string): Promise<void> {
  if (process.env["SHOTS"]) await page.screenshot({ path: `${process.env["SHOTS"]}/${new URL(page.url()).pathname.slice(1)}-${name}.png`, fullPage: true });
}
