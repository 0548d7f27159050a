/** Watching the providers: what goes wrong is seen without a reload, and can be acted upon. */
import { list, readWhenOver, submit } from "./support/council";
import type { RealStack } from "./support/realStack";
import { startRealStack } from "./support/realStack";
import { expect, test } from "./support/test";
import { askReal, beNoStaff, deliberation, expectAccessible, figure, hearOnly, moment, open, pill, row, secondsIn, shoot, show } from "./support/watching";

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
    await open(page, stack);
    await expect(page.locator(".lede")).toHaveText("All three in use are well. Every query still gets a full council.");
    for (const label of ["Hugging Face", "Gemini", "Ollama"]) await expect(pill(page, label)).toHaveText("Healthy");
    await expect(page.getByText(/^Live, updated \d+ s ago$/)).toBeVisible();
  });

  test("one provider can be tested, and all of them at once", async ({ page }) => {
    await open(page, stack);
    await expect(page.getByText(/^Live/)).toBeVisible();
    await row(page, "Ollama").getByRole("button", { name: "Test now: Ollama" }).click();
    await expect(page.getByRole("status").filter({ hasText: "Ollama was tested." })).toBeAttached();
    await expect(pill(page, "Ollama")).toHaveText("Healthy");
    await page.getByRole("button", { name: "Test all" }).click();
    await expect(page.getByRole("status").filter({ hasText: "All providers were tested." })).toBeAttached();
  });

  test("a paused provider is not asked, and is again when it is resumed", async ({ page, rehearsal }) => {
    await open(page, stack);
    await page.getByRole("button", { name: "Pause: Hugging Face" }).click();
    await expect(pill(page, "Hugging Face")).toHaveText("Paused");
    await expect(page.locator(".lede")).toContainText("All two in use are well.");
    await expect(page.getByRole("region", { name: "What happened" })).toContainText("Hugging Face was paused.");
    const asked = await deliberation(page, stack, await askReal(page, stack, "Who speaks instead?"));
    expect(asked.opinions.map(({ model }) => model.split(":")[0])).not.toContain("huggingface");
    expect(asked.synthesis?.model).not.toContain("huggingface");
    await page.getByRole("button", { name: "Resume: Hugging Face" }).click();
    await expect(pill(page, "Hugging Face")).not.toHaveText("Paused");
    await rehearsal.clear();
    const again = await deliberation(page, stack, await askReal(page, stack, "Is it back?"));
    expect(again.opinions.some(({ model }) => model.startsWith("huggingface:"))).toBe(true);
  });

  test("who is gone, and comes back, is told without a reload and before the next look", async ({ page }) => {
    await hearOnly(page);
    await open(page, stack);
    await expect(page.getByText(/^Live/)).toBeVisible();
    await page.evaluate(() => Object.assign(window, { hasStayed: true }));
    await stack.ollama.close();
    await page.request.post(`${stack.url}/api/providers/ollama/test/`);
    await expect(pill(page, "Ollama")).toHaveText("Not reachable");
    await expect(page.locator(".lede")).toContainText("Two of three are well.");
    await expect(page.getByRole("region", { name: "What happened" })).toContainText("Ollama cannot be reached.");
    await stack.ollama.open();
    await page.request.post(`${stack.url}/api/providers/ollama/test/`);
    await expect(pill(page, "Ollama")).toHaveText("Healthy");
    await expect(page.getByRole("region", { name: "What happened" })).toContainText("Ollama answers again.");
    expect(await page.evaluate(() => "hasStayed" in window)).toBe(true);
  });

  test("without the stream it is read every five seconds, and not while nobody sees it", async ({ page }) => {
    const reads: string[] = [];
    page.on("request", (request) => reads.push(new URL(request.url()).pathname));
    const count = (path: string) => reads.filter((read) => read === path).length;
    await page.route("**/api/providers/events/", (route) => route.fulfill({ status: 204 })); // there is none, says the server
    await page.clock.install();
    await open(page, stack);
    await expect(page.getByText(/^Updated \d+ s ago$/)).toBeVisible();
    await page.clock.pauseAt(await page.evaluate(() => Date.now() + 60_000));
    for (let i = 0; i < 2; i++) {
      await expect.poll(() => moment(page)).toBe("Updated 0 s ago");
      const before = count("/api/providers/");
      await page.clock.runFor(4_500);
      expect(count("/api/providers/")).toBe(before);
      await page.clock.runFor(600);
      await expect.poll(() => count("/api/providers/")).toBe(before + 1);
    }
    await show(page, "hidden");
    const before = reads.length;
    await page.clock.runFor(60_000);
    expect(reads.slice(before)).toEqual([]);
    await page.unroute("**/api/providers/events/");
    const opened = page.waitForRequest("**/api/providers/events/");
    await show(page, "visible");
    await opened;
    await page.clock.resume();
    await expect(page.getByText(/^Live/)).toBeVisible();
    const closed = page.waitForEvent("requestfailed", (request) => request.url().endsWith("/api/providers/events/"));
    await show(page, "hidden");
    await closed;
  });

  test("who is not staff sees nothing they may not use, and asks for nothing they are refused", async ({ page }) => {
    await beNoStaff(page);
    await open(page, stack);
    await expect(pill(page, "Ollama")).toHaveText("Healthy");
    await expect(page.getByRole("region", { name: "Alerts" })).toBeVisible();
    await expect(page.getByText(/^Updated \d+ s ago$/)).toBeVisible();
    await expect(page.getByRole("main").getByRole("link", { name: /admin/i })).toHaveCount(0);
    await expect(page.getByRole("main").getByRole("button", { name: /^(Test|Pause|Resume)/ })).toHaveCount(0);
    await page.goto(`${stack.url}/models`);
    await expect(page.getByRole("table")).toBeVisible();
    await expect(page.getByRole("main").getByRole("link", { name: /admin/i })).toHaveCount(0);
  });

  test("figures are those of what was asked, as bars and as a table", async ({ page }) => {
    await askReal(page, stack, "Is it counted?");
    await open(page, stack);
    await expect(figure(page, "Opinions today")).not.toHaveText(/^0/);
    await expect(figure(page, "Median deliberation")).toHaveText(/\d+(\.\d)? s/);
    await expect(row(page, "Ollama")).toContainText("Memory in use");
    const huggingFace = row(page, "Hugging Face");
    await expect(huggingFace.locator(".ticks .given").first()).toBeVisible();
    await huggingFace.getByRole("button", { name: /Show as table/ }).click();
    const table = huggingFace.getByRole("table");
    await expect(table.getByRole("row")).toHaveCount(49);
    await expect(table.getByRole("row").nth(1).getByRole("cell").first()).not.toHaveText("0");
    await expect(huggingFace.getByRole("meter").first()).toHaveAttribute("aria-valuetext", /of/);
  });

  test("the page of the providers is accessible in both themes, wide and narrow", async ({ page }) => {
    await open(page, stack);
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
    await open(page, stack);
    await page.evaluate(() => Object.assign(window, { hasStayed: true }));
    await expect(pill(page, "Ollama")).toHaveText("Healthy");
    await rehearsal.fail(Object.fromEntries(localModels.map((name) => [name, ["429:30*"]])));
    const asked = await deliberation(page, stack, await askReal(page, stack, "Why is it busy?"));
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
