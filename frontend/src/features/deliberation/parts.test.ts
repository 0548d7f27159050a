/** What a member is here for is what its events say, whoever was asked first. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "vitest";
import type { DeliberationEvent } from "../../api/events";
import { partOf, standingOf } from "./parts";
import type { DeliberationView } from "./view";
import { applyEvent } from "./view";
import type { Voice } from "./voice";

function partsAfter(name: string, isLast: (event: DeliberationEvent) => boolean = () => false): string[] {
  const file = resolve(import.meta.dirname, `../../../../tests/event_logs/${name}.jsonl`);
  const log = readFileSync(file, "utf8").trim().split("\n").map((line) => JSON.parse(line) as DeliberationEvent);
  const last = log.findIndex(isLast);
  const events = last < 0 ? log : log.slice(0, last + 1);
  const view = events.reduce(applyEvent, { lastSeq: 0, members: [], chair: null, reviews: [] } as unknown as DeliberationView);
  return view.members.map((voice) => `${voice.role}: ${partOf(view, voice)}`);
}

it("one drafts and another attacks, from the first word on", () => {
  expect(partsAfter("red_team")).toEqual(["Drafter: draft", "Critic: attack"]);
  expect(partsAfter("red_team", (event) => event.type === "opinion.started")).toEqual(["Drafter: draft", "Critic: "]);
});

it("who answers because the draft failed attacks nothing", () => {
  expect(partsAfter("draft_failed")).toEqual(["Drafter: draft", "Critic: "]);
});

it("where all do the same nobody has a part", () => {
  expect(partsAfter("skipped")).toEqual(["Reasoner: ", "Creative: ", "Sceptic: "]);
});

it("a card tells how its opinion stands, which equals share", () => {
  const points = [["a", 0.9], ["b", 0.5], ["c", 0.5], ["d", 0.1]] as const;
  const standings = { standings: points.map(([member, each]) => ({ member, points: each, ballots: 3 })), is_tied: false };
  const view = { standings } as unknown as DeliberationView;
  const standing = (member: string) => standingOf(view, { member } as Voice);
  expect(["a", "b", "c", "d", "e"].map(standing)).toEqual(["1st", "=2nd", "=2nd", "4th", null]);
  expect(standingOf({ standings: null } as unknown as DeliberationView, { member: "a" } as Voice)).toBeNull();
});
