import { cleanup, render, screen, within } from "@testing-library/react";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterEach, expect, it } from "vitest";
import type { DeliberationEvent } from "../../api/events";
import { ReviewTable } from "./ReviewTable";
import { StageBand } from "./StageBand";
import type { DeliberationView } from "./view";
import { applyEvent } from "./view";

const nothingYet = { lastSeq: 0, members: [], chair: null, reviews: [], standings: null } as unknown as DeliberationView;
const file = resolve(import.meta.dirname, "../../../../tests/event_logs/reviews.jsonl");
const log = readFileSync(file, "utf8").trim().split("\n").map((line) => JSON.parse(line) as DeliberationEvent);
const first = (type: DeliberationEvent["type"]) => log.findIndex((event) => event.type === type);
const after = (events: DeliberationEvent[]) => events.reduce(applyEvent, nothingYet);
const rowOf = (name: RegExp) => screen.getByRole("rowheader", { name }).closest("tr")?.textContent ?? "";

/** What stands in each column of this row. */
function ranksBy(name: RegExp): Record<string, string> {
  const cells = Array.from(screen.getByRole("rowheader", { name }).closest("tr")?.cells ?? []).slice(1);
  const heads = screen.getAllByRole("columnheader").slice(1);
  return Object.fromEntries(heads.map((head, i) => [head.getAttribute("title") ?? "", cells[i]?.textContent ?? ""]));
}

/** The row of whoever this event is of, in the first round. */
function rowAt(place: number): string {
  const event = log[place];
  const member = event && "member" in event ? event.member : "";
  return rowOf(new RegExp(`^${member}$`, "i"));
}

afterEach(cleanup);

it("tells who ranked whose opinion where, and nobody its own", () => {
  render(<ReviewTable view={after(log)} />);

  expect(ranksBy(/^Fact-checker$/)).toEqual({ Reasoner: "2", Creative: "3", "Fact-checker": "own", Sceptic: "1" });
  expect(ranksBy(/^Sceptic$/)).toEqual({ Reasoner: "2", Creative: "2", "Fact-checker": "1", Sceptic: "own" });
  expect(ranksBy(/^Reasoner$/)).toEqual({ Reasoner: "own", Creative: "3", "Fact-checker": "1", Sceptic: "1" });
});

it("tells why, and under which letter each opinion was seen", () => {
  render(<ReviewTable view={after(log)} />);

  const why = screen.getByRole("heading", { name: "Sceptic" }).closest("section")?.textContent;
  expect(why).toContain("Only one says why it stays.");
  expect(why).toContain("A: Creative, B: Fact-checker, C: Reasoner");
});

it("tells a review that was asked for again in the other order", () => {
  render(<ReviewTable view={after(log)} />);

  expect(ranksBy(/Reasoner.*once more, in the other order/)).toEqual({ Reasoner: "own", Creative: "–", "Fact-checker": "1", Sceptic: "1" });
});

it("tells why there is no review", () => {
  render(<ReviewTable view={after(log)} />);

  expect(rowOf(/Creative/)).toContain("no review: no ranking that can be read");
});

it("tells the standings, and that the first is so by strength or order only", () => {
  render(<ReviewTable view={after(log)} />);

  const places = within(screen.getByRole("list", { name: "Standings" })).getAllByRole("listitem");
  expect(places.map((place) => place.textContent)).toEqual([
    "Fact-checker88 of 100, ballots: 2",
    "Sceptic88 of 100, ballots: 2",
    "Reasoner38 of 100, ballots: 2",
    "Creative8 of 100, ballots: 3",
  ]);
  expect(screen.getByText(/A tie/).textContent).toContain("Fact-checker");
});

it("shows who still reads, without standings", () => {
  render(<ReviewTable view={after(log.slice(0, first("review.started") + 1))} />);

  expect(rowAt(first("review.started"))).toContain("reading");
  expect(screen.queryByRole("list")).toBeNull();
});

it("shows an abstention as what it is", () => {
  const given = log[first("review.given")];
  if (given?.type !== "review.given") throw new Error("a review is given");
  const abstained = { ...given, ranking: [], has_abstained: true, reason: "" };
  render(<ReviewTable view={after([...log.slice(0, first("review.given")), abstained])} />);

  expect(rowAt(first("review.given"))).toContain("cannot judge");
});

it("shows who was stopped by the end", () => {
  const started = log.slice(0, first("review.started") + 1);
  const end = { seq: started.length + 1, at: "2026-03-02T14:02:03.000Z", type: "deliberation.cancelled", by: "ann" } as const;
  render(<ReviewTable view={after([...started, end])} />);

  expect(rowAt(first("review.started"))).toContain("stopped before it had judged");
});

it("stands in the band between opinions and synthesis", () => {
  render(<StageBand view={after(log.slice(0, first("standings.found")))} />);

  const [, reviews, synthesis] = screen.getAllByRole("listitem");
  expect(reviews?.textContent).toContain("Reviews4 given, 1 failed");
  expect(reviews?.getAttribute("aria-current")).toBe("step");
  expect(synthesis?.textContent).toContain("Synthesis");
});

it("says in the band that reviews will come, and which opinion is first", () => {
  render(<StageBand view={after(log.slice(0, first("opinion.given")))} />);
  expect(screen.getAllByRole("listitem")[1]?.textContent).toBe("2Reviewsunsigned, in random order");
  cleanup();

  const found = log[first("standings.found")];
  if (found?.type !== "standings.found") throw new Error("standings are found");
  render(<StageBand view={after([...log.slice(0, first("standings.found")), { ...found, is_tied: false }])} />);
  expect(screen.getAllByRole("listitem")[1]?.textContent).toContain("Fact-checker first");
});
