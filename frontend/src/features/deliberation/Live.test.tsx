/** The live screen from a scripted log, through a fake socket. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, configure, render, screen, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { DeliberationEvent } from "../../api/events";
import type { Deliberation } from "../../api/types";
import { FakeSocket } from "./FakeSocket";
import { Live } from "./Live";

const sent: { path: string; method: string; body?: unknown }[] = [];

function readLog(name: string): DeliberationEvent[] {
  const file = resolve(import.meta.dirname, `../../../../tests/event_logs/${name}.jsonl`);
  return readFileSync(file, "utf8").trim().split("\n").map((line) => JSON.parse(line) as DeliberationEvent);
}

function rowOf(log: DeliberationEvent[]): Deliberation {
  const first = log[0];
  if (first?.type !== "deliberation.started") throw new Error("a log begins with its start");
  const { query, council, strategy, rehearsal, quorum, deadline_at, members, chair, at } = first;
  return {
    id: "7", query, council, strategy, rehearsal, quorum, deadline_at, max_cost_usd: null, allow_paid: false, reuse_answers: false, members, chair, chaired_by: null, is_side_by_side: false, status: "running",
    stage: "opinions", conversation: "c", follows: null, revises: null, to: null, history: { turns: 0, left_out: 0 }, contest: null, points: [], created_at: at, started_at: at, ended_at: null, opinions: [], exchange: [], agreements: [],
    claims: [], dissent: [], blind_spots: [], reviews: [], standings: null,
    synthesis: null, outcome: null, receipt: null, feedback: { thumb: null, picked: null }, code: "", message: "",
  };
}

async function watch(name: string, until: (event: DeliberationEvent) => boolean = () => false) {
  await watchLog(readLog(name), until);
}

async function watchLog(log: DeliberationEvent[], until: (event: DeliberationEvent) => boolean = () => false) {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <Live row={rowOf(log)} />
    </QueryClientProvider>,
  );
  const last = log.findIndex(until);
  await act(async () => {
    const frames = [{ type: "epoch", epoch: 1 }, ...log.slice(0, last < 0 ? undefined : last + 1)];
    for (const frame of frames) FakeSocket.latest().say(frame);
    await new Promise((done) => setTimeout(done, 80));
  });
}

/** Kept as it is sent. */
async function said(request: Request): Promise<Response> {
  const body: unknown = await request.json();
  sent.push({ path: new URL(request.url).pathname, method: "PUT", body });
  return Response.json(body);
}

configure({ asyncUtilTimeout: 15_000 }); // a part that is loaded late takes its time on a busy machine

beforeEach(() => {
  Object.defineProperty(document, "fonts", { configurable: true, value: { load: () => Promise.resolve([]) } });
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.stubGlobal("fetch", async (request: Request) => {
    const { method } = request;
    if (method === "PUT") return said(request);
    sent.push({ path: new URL(request.url).pathname, method });
    return Response.json({ results: [], next: null, rehearsal: false });
  });
  sent.length = 0;
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it("shows a synthesis with how complete it is and every opinion", async () => {
  await watch("full");
  expect(screen.getByRole("heading", { level: 1 }).textContent).toContain("3 GB Postgres");
  expect(screen.getAllByRole("article")).toHaveLength(4);
  const chair = screen.getByRole("complementary");
  expect(within(chair).getByText("Full.")).toBeTruthy();
  expect(within(chair).getByRole("heading", { level: 3 }).textContent).toContain("Expand, migrate, contract");
});

it("says of what was given before that nobody was asked", async () => {
  await watch("reused");
  await userEvent.click(screen.getByRole("tab", { name: /Attempts/ }));
  expect(await screen.findAllByText(/given before to the same query/)).toHaveLength(2 * 5); // as bars and in the table
  expect(screen.queryByText(/Attempt 0/)).toBeNull();
});

it("shows a retry with its attempts, and a fallback with its reason", async () => {
  await watch("fallback", (event) => event.type === "opinion.retrying" && event.resumes_at.endsWith("08.000Z"));
  const card = screen.getByRole("article", { name: "Fact-checker" });
  expect(within(card).getAllByText(/asked too often/)).toHaveLength(2);
  expect(card.textContent).toContain("Then Gemini 2.5 Flash on Gemini, then Gemma 3 12B on Ollama");
  cleanup();
  await watch("fallback");
  const done = screen.getByRole("article", { name: "Sceptic" });
  expect(done.querySelector("del")?.textContent).toBe("DeepSeek R1 70B");
  expect(done.textContent).toContain("Fell back to Llama 3.1 8B at ");
});

it("says why another model answered, what was asked before it and with which cause", async () => {
  await watch("fallback");
  const note = within(screen.getByRole("article", { name: "Fact-checker" })).getByRole("group", { name: "Why this model: Fact-checker" });
  expect(note.textContent).toContain("Gemini 2.5 Flash answered: Gemma 3 27B failed (rate limited).");
  expect(within(note).getByRole("listitem").textContent).toBe("Gemma 3 27B failed 3 timesHugging Face was asked too often.");
  expect(note.closest("details")?.open).toBe(false);
  await userEvent.click(screen.getByText("Fell back to Gemini 2.5 Flash at Gemini."));
  expect(note.closest("details")?.open).toBe(true);
  expect(screen.getByRole("article", { name: "Reasoner" }).querySelector("details")).toBeNull();
});

it("says in the focus view of every opinion why its model answered", async () => {
  await watch("fallback");
  await userEvent.click(screen.getByRole("button", { name: "Open in focus view: Reasoner" }));
  expect((await screen.findByRole("dialog")).textContent).toContain("Qwen3 32B, the first choice, answered.");
});

it("says on the card that an opinion came too late for the answer", async () => {
  const isLate = (event: DeliberationEvent) => event.type === "opinion.given" && event.member === "creative";
  await watchLog(readLog("full").map((event) => (isLate(event) ? { ...event, is_late: true } : event) as DeliberationEvent));
  const card = screen.getByRole("article", { name: "Creative" });
  expect(card.querySelector(".state")?.textContent).toBe("Given late");
  expect(card.textContent).toContain("Too late for the answer. The council had gone on without it.");
  expect(screen.getByRole("region", { name: "Progress" }).textContent).toContain("3 given, 1 too late");
  expect(screen.getByRole("article", { name: "Reasoner" }).textContent).not.toContain("Too late");
});

it("stops one member, and all on the second Esc only", async () => {
  await watch("full", (event) => event.seq === 20);
  const user = userEvent.setup();
  await user.click(screen.getByRole("button", { name: "Stop Creative" }));
  await user.keyboard("{Escape}");
  const posts = () => sent.filter((each) => each.method === "POST").map((each) => each.path);
  expect(posts()).toEqual(["/api/deliberations/7/members/creative/stop/"]);
  await user.keyboard("{Escape}");
  expect(posts().at(-1)).toBe("/api/deliberations/7/cancel/");
});

it("offers a synthesis with the opinions there are", async () => {
  await watch("cancelled", (event) => event.type === "opinion.given");
  await userEvent.click(screen.getByRole("button", { name: "Synthesize now with 1 opinion" }));
  expect(sent.at(-1)?.path).toBe("/api/deliberations/7/synthesize/");
});

it("lets the person say what an answer was worth, and take it back", async () => {
  await watch("full");
  const good = screen.getByRole("button", { name: "A good answer" });
  const better = screen.getByRole("button", { name: "This one was better: Creative" });
  for (const button of [good, better, good]) await userEvent.click(button);

  expect(sent.filter((each) => each.path === "/api/deliberations/7/feedback/").map((each) => each.body)).toEqual([
    { thumb: "up", picked: null },
    { thumb: "up", picked: "creative" },
    { thumb: null, picked: "creative" },
  ]);
  expect(good.getAttribute("aria-pressed")).toBe("false");
  expect(better.getAttribute("aria-pressed")).toBe("true");
});

it("asks what an answer was worth only once there is one", async () => {
  await watch("full", (event) => event.seq === 20);
  expect(screen.queryByRole("button", { name: "A good answer" })).toBeNull();
  expect(screen.queryByRole("button", { name: /This one was better/ })).toBeNull();
});

it("says that it was a rehearsal wherever the answer is", async () => {
  await watch("single");
  expect(screen.getByText("This is a rehearsal.")).toBeTruthy();
  expect(screen.getByRole("complementary").textContent).toContain("Fewer opinions than the quorum");
});

it("says why there is no answer", async () => {
  await watch("failed");
  expect(screen.getByRole("alert").textContent).toContain("Quorum not reached.");
  expect(screen.getByRole("complementary").textContent).toContain("No synthesis was written.");
});

it("keeps text out of live regions and says who is busy", async () => {
  await watch("full", (event) => event.seq === 40);
  expect(document.querySelector("[aria-live]")).toBeNull();
  expect(screen.getByRole("article", { name: "Reasoner" }).getAttribute("aria-busy")).toBe("true");
});
