/** Replaying a log must give what the deliberation came to. */
import { readFileSync, readdirSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import type { DeliberationEvent } from "../../api/events";
import { endsLog, isKnown } from "../../api/events";
import type { Deliberation } from "../../api/types";
import type { DeliberationView } from "./view";
import { applyEvent, isOver } from "./view";
import { viewOf } from "./viewOf";

const folder = resolve(import.meta.dirname, "../../../../tests/event_logs");

function readLog(name: string): DeliberationEvent[] {
  const lines = readFileSync(resolve(folder, `${name}.jsonl`), "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as DeliberationEvent);
}

const queued: Deliberation = {
  id: "1", query: "", status: "queued", stage: "queued", council: "", strategy: "", conversation: "c", follows: null, revises: null, to: null, history: { turns: 0, left_out: 0 }, contest: null, points: [],
  rehearsal: false, quorum: 0, created_at: "", started_at: null, ended_at: null, deadline_at: "", max_cost_usd: null,
  allow_paid: false, reuse_answers: false,
  members: [], chair: { member: "chair", role: "Chair", task: "synthesis", models: [] }, chaired_by: null, is_side_by_side: false, opinions: [], exchange: [], agreements: [],
  claims: [], dissent: [], blind_spots: [], reviews: [], standings: null,
  synthesis: null, outcome: null, receipt: null, feedback: { thumb: null, picked: null }, code: "", message: "",
};

function replay(events: DeliberationEvent[], from: DeliberationView = viewOf(queued)): DeliberationView {
  return events.reduce(applyEvent, from);
}

function member(view: DeliberationView, slug: string) {
  const voice = view.members.find((each) => each.member === slug);
  if (!voice) throw new Error(`no member ${slug}`);
  return voice;
}

const names = readdirSync(folder).filter((name) => name.endsWith(".jsonl")).map((name) => name.slice(0, -6));

describe.each(names)("the log %s", (name) => {
  const log = readLog(name);

  it("is numbered from one and ends with its only terminal event", () => {
    expect(log.map((event) => event.seq)).toEqual(log.map((_, i) => i + 1));
    expect(log.every(isKnown)).toBe(true);
    expect(log.map(endsLog).indexOf(true)).toBe(log.length - 1);
  });

  it("comes to the same view however often and in whatever pieces it is replayed", () => {
    const once = replay(log);
    for (const cut of [1, 7, Math.floor(log.length / 2), log.length - 1]) {
      const resumed = replay(log.slice(Math.max(0, cut - 5)), replay(log.slice(0, cut)));
      expect(resumed).toEqual(once);
    }
    expect(isOver(once)).toBe(true);
    expect(once.lastSeq).toBe(log.length);
  });

  it("streams the very text that is given in the end", () => {
    let view = viewOf(queued);
    for (const event of log) {
      const isChosen = event.type === "synthesis.given" && event.chosen !== null;
      if (event.type === "opinion.given" && !event.kept) expect(member(view, event.member).text).toBe(event.text);
      if (event.type === "synthesis.given" && !isChosen) expect(view.chair?.text).toBe(event.text);
      view = applyEvent(view, event);
    }
  });
});

describe("applyEvent", () => {
  it("does not change the view it was given", () => {
    const log = readLog("fallback");
    const view = Object.freeze(replay(log.slice(0, 20)));
    const before = structuredClone(view);
    replay(log.slice(20), view);
    expect(view).toEqual(before);
  });

  it("has another chair write anew, and keeps the attempts of the former one", () => {
    const log = readLog("chair_replaced");
    const at = log.findIndex((event) => event.type === "chair.replaced");
    expect(replay(log.slice(0, at)).chair?.text).not.toBe("");
    const replaced = replay(log.slice(0, at + 1));
    expect(replaced.chair).toMatchObject({ status: "waiting", text: "", attempts: [] });
    expect(replaced.chair?.models[0]?.label).toBe("Qwen3 32B");
    const whole = replay(log);
    expect(whole.chaired_by).toBe("reasoner");
    expect(whole.formerChairs.map((voice) => voice.attempts.map((attempt) => attempt.end))).toEqual([["stopped"]]);
    expect(whole.chair).toMatchObject({ status: "given", model: "huggingface:Qwen/Qwen3-32B" });
  });

  it("keeps what the row says where an older log does not tell whether anything was to be written", () => {
    const log = readLog("side_by_side").map((event) => ({ ...event, is_side_by_side: undefined }) as unknown as DeliberationEvent);
    expect(replay(log, viewOf({ ...queued, is_side_by_side: true })).is_side_by_side).toBe(true);
    expect(replay(readLog("side_by_side")).is_side_by_side).toBe(true);
    expect(replay(readLog("full")).is_side_by_side).toBe(false);
  });

  it("shows retries and fallback as attempts, and voids what was said before", () => {
    const log = readLog("fallback");
    const secondRetry = log.findIndex((e) => e.type === "opinion.retrying" && e.resumes_at.endsWith("08.000Z"));
    const during = member(replay(log.slice(0, secondRetry + 1)), "fact-checker");
    expect(during.status).toBe("waiting");
    expect(during.retry?.resumes_at).toBe("2026-03-02T14:02:08.000Z");
    expect(during.attempts.map((a) => [a.end, a.code])).toEqual([["failed", "rate_limited"], ["failed", "rate_limited"]]);
    const after = member(replay(log), "fact-checker");
    expect(after.status).toBe("given");
    expect(after.text).not.toContain("Checked agChecked");
    expect(after.fallbacks.map((f) => f.to_model)).toEqual(["gemini:gemini-2.5-flash"]);
    expect(after.attempts.map((a) => a.end)).toEqual(["failed", "failed", "failed", "given"]);
  });

  it("lets one opinion stand when the quorum is missed", () => {
    const view = replay(readLog("single"));
    expect([view.status, view.outcome, view.chosen]).toEqual(["done", "single", "reasoner"]);
    expect(view.chair?.text).toBe(member(view, "reasoner").text);
    expect([member(view, "creative").code, member(view, "sceptic").code]).toEqual(["no_model_left", "deadline"]);
  });

  it("keeps a stopped member's text and marks it partial", () => {
    const creative = member(replay(readLog("stopped")), "creative");
    expect([creative.status, creative.is_partial]).toEqual(["stopped", true]);
    expect(creative.text).toContain("public interface");
  });

  it("silences everybody when the deliberation is cancelled", () => {
    const view = replay(readLog("cancelled"));
    expect(view.members.map((voice) => voice.status)).toEqual(["given", "stopped", "stopped", "stopped"]);
    expect(view.members.some((voice) => voice.attempts.some((a) => a.end === "running"))).toBe(false);
    expect(view.chair?.status).toBe("waiting");
  });

  it("keeps who supports what and who departs, from the stream as from what is given", () => {
    const log = readLog("dissent");
    const given = log.findIndex((event) => event.type === "synthesis.given");
    const streamed = replay(log.slice(0, given));
    const view = replay(log);
    expect(streamed.sources).toEqual(view.sources);
    expect(view.sources).toEqual([{ begins: 0, ends: 51, members: ["reasoner", "fact-checker"] }]);
    expect(streamed.dissent).toEqual([{ members: ["creative"], claim: "8", against: "7" }]);
    expect(view.claims.map((claim) => claim.asserted_by)).toEqual([["reasoner", "fact-checker"], ["creative"]]);
    expect(view.blind_spots).toHaveLength(1);
  });

  it("knows every review, and how the opinions stand", () => {
    const view = replay(readLog("reviews"));
    expect(view.reviews.map(({ member: by, round, status }) => `${by} ${round} ${status}`).toSorted()).toEqual([
      "creative 1 failed", "fact-checker 1 given", "reasoner 1 given", "reasoner 2 given", "sceptic 1 given",
    ]);
    expect(view.standings?.standings.map((standing) => standing.member)).toEqual(["fact-checker", "sceptic", "reasoner", "creative"]);
    expect(view.standings?.is_tied).toBe(true);
  });

  it("keeps every attempt of a reviewer, and how it ended", () => {
    const log = readLog("reviews");
    const by = (events: DeliberationEvent[]) => replay(events).reviews.find((review) => review.member === "creative")?.attempts;
    const waits = log.findIndex((event) => event.type === "review.retrying");
    expect(by(log.slice(0, waits + 1))?.map((a) => [a.end, a.code])).toEqual([["failed", "rate_limited"]]);
    expect(by(log)?.map((a) => [a.model, a.number, a.end, a.code])).toEqual([
      ["huggingface:creative", 1, "failed", "rate_limited"],
      ["huggingface:creative", 2, "failed", "overloaded"],
      ["huggingface:creative-2", 1, "failed", "unreadable_ballot"],
    ]);
    const cut = [...log.slice(0, waits - 1), { seq: waits, at: log[waits]?.at, type: "review.started", member: "creative", model: "m", attempt: 1, round: 1 }, { seq: waits + 1, at: log[waits]?.at, type: "deliberation.cancelled", by: "ann" }];
    expect(by(cut as DeliberationEvent[])?.map((a) => a.end)).toEqual(["stopped"]);
  });

  it("leaves a model that was skipped, and ends with who has no other", () => {
    const view = replay(readLog("skipped"));
    const reasoner = member(view, "reasoner");
    expect(reasoner.attempts.map((a) => [a.model, a.end, a.code])).toEqual([
      ["huggingface:reasoner", "failed", "skipped"], ["huggingface:reasoner-2", "given", null],
    ]);
    expect(reasoner.text).toBe("Rivers carry salt to the sea.");
    expect([member(view, "sceptic").status, member(view, "sceptic").code]).toEqual(["failed", "no_model_left"]);
    expect(view.outcome).toBe("degraded");
  });

  it("says why nothing was given", () => {
    const view = replay(readLog("failed"));
    expect([view.status, view.outcome, view.code]).toEqual(["failed", "none", "quorum_not_reached"]);
  });

  it("keeps the chair's attempts when an opinion takes the synthesis's place", () => {
    const view = replay(readLog("chair_failed"));
    expect([view.outcome, view.chosen, view.chair?.status]).toEqual(["degraded", "reasoner", "given"]);
    expect(view.chair?.attempts.map((a) => a.end)).toEqual(["failed", "failed", "failed"]);
  });
});

it("shows what is kept, and what was argued after it", () => {
  const view = replay(readLog("contested"));
  const bob = member(view, "bob");
  expect([bob.status, bob.first?.text, bob.text]).toEqual(["given", "Rocks give it.", "Some of it comes from vents."]);
  expect([view.outcome, view.chair?.text]).toEqual(["full", "The sea is old. Rivers carry most of the salt. It stays behind."]);
});
