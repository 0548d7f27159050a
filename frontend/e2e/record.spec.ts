/** Records what the screens show, on demand: `make pictures`. A council with keys that open the rehearsal
 * upstream, and the rehearsal that a council without one is. */
import { writeFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { read } from "./support/council";
import { evaluateTinySet } from "./support/evaluated";
import type { RealStack } from "./support/realStack";
import { startRealStack } from "./support/realStack";
import type { Recording } from "./support/recorded";
import { fileOf, keyOf, pathOf } from "./support/recorded";
import type { Rehearsal } from "./support/rehearsal";
import type { Frame } from "./support/screens";
import { screens } from "./support/screens";
import { manage, webUrl } from "./support/stack";
import { expect, test } from "./support/test";

const query = "We run a 3 GB Postgres table behind a Django API at 40 requests a second. How do we ship breaking schema changes without downtime?";
const own = "";
const others = [
  ["general", "Why is the sea salty?"],
  ["fact-checking", "Is it true that nobody has ever drunk from the Dead Sea and lived?"],
  ["creative", "Name three dinners that need one pan and no oven."],
  [own, "Should a small team write its own scheduler or take one?"],
  [own, "When does a trigger cost more than writing a column twice?"],
  ["general", "How do I tell a slow query from one that waits for a lock?"],
] as const;
const member = (role: string, task: string, models: string[], rest: object = {}) => ({ role, task, models, ...rest });
const lineUp = {
  name: "Thorough",
  description: "Four voices that read one another before the chair writes.",
  strategy: "peer_review",
  quorum: 3,
  members: [
    member("Reasoner", "reasoning", ["huggingface:openai/gpt-oss-120b", "gemini:gemini-3.5-flash"]),
    member("Creative", "creative", ["huggingface:google/gemma-4-31B-it", "ollama:gemma4"]),
    member("Fact-checker", "fact_checking", ["huggingface:CohereLabs/command-a-reasoning-08-2025", "gemini:gemini-3.5-flash", "ollama:qwen3:8b"]),
    member("Sceptic", "reasoning", ["huggingface:moonshotai/Kimi-K3", "ollama:llama3.1:8b"]),
    member("Chair", "reasoning", ["huggingface:deepseek-ai/DeepSeek-V4-Pro", "gemini:gemini-3.8-flash"], { is_chair: true }),
  ],
};
const local = ["gpt-oss:20b", "qwen3:8b", "gemma4", "llama3.1:8b", "deepseek-r1:8b"]; // as Ollama names those of the council

test.setTimeout(600_000);
test.use({ expected: { mishap: /40[34]/ } });

test("a council with keys", async ({ page, rehearsal }) => {
  const stack = await startRealStack();
  try {
    stack.manage("shell", "--no-imports", "--command", "from tests.last_day import fill; fill()");
    evaluateTinySet(stack.manage);
    const { slug } = (await post(page, `${stack.url}/api/councils/`, lineUp)) as { slug: string };
    await Promise.all(others.map(async ([council, text]) => waitFor(page, stack, await submit(page, stack, council || slug, text))));
    const recording = await recordDeliberation(page, stack, rehearsal, slug);
    await page.request.put(`${stack.url}/api/deliberations/${recording.names["asked"]}/share/`, { data: { with_opinions: true } });
    const link = (await (await page.request.get(`${stack.url}/api/deliberations/${recording.names["asked"]}/share/`)).json()) as { page: string };
    const kept = (await (await page.request.get(`${stack.url}/api/evaluations/`)).json()) as { results: { id: string }[] };
    await post(page, `${stack.url}/api/providers/huggingface/pause/`, {}); // so Ollama is asked, and is too busy
    await rehearsal.fail(Object.fromEntries(local.map((model) => [model, ["429:300*"]])));
    await waitFor(page, stack, await submit(page, stack, "general", "What is a lock queue?"));
    await post(page, `${stack.url}/api/providers/huggingface/resume/`, {});
    Object.assign(recording.names, { council: slug, token: link.page.split("/").at(-1), report: kept.results[0]?.id });
    await recordScreens(page, stack.url, "council", recording);
  } finally {
    await stack.stop();
  }
});

test("a rehearsal", async ({ page }) => {
  manage("sync_registry");
  await recordScreens(page, webUrl, "rehearsal", { at: "", names: {}, answers: {}, running: null, frames: [] });
});

/** Watched as it happens: two refusals and a fallback, a model that has to be loaded. */
async function recordDeliberation(page: Page, stack: RealStack, rehearsal: Rehearsal, council: string): Promise<Recording> {
  await rehearsal.fail({
    "CohereLabs/command-a-reasoning-08-2025": ["429:2", "429:6", "429:2", "429:2"],
    "moonshotai/Kimi-K3": ["503-loading:60", "503-loading:60", "503-loading:60"],
  });
  const frames: Frame[] = [];
  page.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => {
    const frame = JSON.parse(String(payload)) as Frame;
    if (frame.type !== "ping") frames.push(frame);
  }));
  const asked = await submit(page, stack, council, query);
  await page.goto(`${stack.url}/d/${asked}`);
  await expect.poll(() => frames.some(({ type }) => type === "opinion.delta"), { timeout: 60_000 }).toBe(true);
  const running = (await (await page.request.get(`${stack.url}/api/deliberations/${asked}/`)).json()) as object;
  await waitFor(page, stack, asked);
  await expect.poll(() => frames.at(-1)?.type).toBe("deliberation.finished");
  page.removeAllListeners("websocket");
  return { at: "", names: { asked }, answers: {}, running, frames: [...frames] };
}

/** Goes to each screen and keeps all that it is answered. */
async function recordScreens(page: Page, url: string, world: "council" | "rehearsal", recording: Recording): Promise<void> {
  const reading: Promise<unknown>[] = [];
  page.on("response", (response) => {
    const request = response.request();
    if (!request.url().includes("/api/") || request.resourceType() === "eventsource") return;
    reading.push(response.json().then((json: unknown) => {
      recording.answers[keyOf(request.method(), request.url())] = json;
    }));
  });
  const those = screens.filter((each) => (each.world ?? "council") === world);
  for (const screen of those.toSorted((a, b) => Number(a.name === "providers") - Number(b.name === "providers"))) { // where a clock runs: last
    await page.goto(`${url}${pathOf(screen, recording.names)}`);
    await page.waitForTimeout(2_500); // what comes late is recorded too
  }
  await Promise.all(reading);
  recording.at = new Date().toISOString();
  await page.goto("about:blank"); // nothing follows the stack when it ends
  writeFileSync(fileOf(world), written(recording));
}

/** One line for each answer and each frame, so that a later recording can be compared. */
function written({ at, names, answers, running, frames }: Recording): string {
  const lines = (each: string[], [begin, end]: string) => `${begin}\n    ${each.join(",\n    ")}\n  ${end}`;
  const json = (value: unknown) => JSON.stringify(value)?.replaceAll(/(:|·)rehearsal(-\w+)?(?=")/g, ""); // the host that a router without hosts names
  const sorted = Object.entries(answers).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, answer]) => `${json(key)}: ${json(answer)}`);
  const parts = [`"at": ${json(at)}`, `"names": ${json(names)}`, `"answers": ${lines(sorted, "{}")}`, `"running": ${json(running)}`, `"frames": ${lines(frames.map(json), "[]")}`];
  return `{\n  ${parts.join(",\n  ")}\n}\n`;
}

async function post(page: Page, url: string, data: object): Promise<unknown> {
  const answer = await page.request.post(url, { data });
  expect(answer.ok(), await answer.text()).toBe(true);
  return answer.json();
}

async function submit(page: Page, stack: RealStack, council: string, text: string): Promise<string> {
  return ((await post(page, `${stack.url}/api/deliberations/`, { query: text, council })) as { id: string }).id;
}

async function waitFor(page: Page, stack: RealStack, id: string): Promise<void> {
  await expect.poll(async () => (await read(page.request, id, stack.url)).status, { timeout: 180_000 }).not.toMatch(/queued|running/);
}
