import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen, within } from "@testing-library/react";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterEach, expect, it } from "vitest";
import type { DeliberationEvent } from "../../api/events";
import { AttemptTrace } from "./AttemptTrace";
import type { DeliberationView } from "./view";
import { applyEvent } from "./view";

const file = resolve(import.meta.dirname, "../../../../tests/event_logs/reviews.jsonl");
const log = readFileSync(file, "utf8").trim().split("\n").map((line) => JSON.parse(line) as DeliberationEvent);
const nothingYet = { lastSeq: 0, members: [], chair: null, reviews: [], standings: null } as unknown as DeliberationView;

afterEach(cleanup);

it("shows the attempts of reviewers beside those for opinions, as bars and in the table", () => {
  render(<QueryClientProvider client={new QueryClient()}><AttemptTrace view={log.reduce(applyEvent, nothingYet)} /></QueryClientProvider>);

  const creative = screen.getByRole("region", { name: /Creative/ });
  const [ofOpinion, ofReview] = within(creative).getAllByRole("list");
  expect(within(ofOpinion as HTMLElement).getAllByRole("img")).toHaveLength(1);
  expect(within(ofReview as HTMLElement).getAllByRole("img")).toHaveLength(3);
  expect(ofReview?.textContent).toContain("Hugging Face was asked too often.");
  const reasoner = screen.getByRole("region", { name: /Reasoner/ });
  expect(within(reasoner).getAllByRole("heading", { level: 4 }).map((each) => each.textContent)).toEqual(["Its review", "Its review once more, in the other order"]);
  const rows = screen.getAllByRole("rowheader", { hidden: true }).map((each) => each.textContent);
  expect(rows.filter((name) => name === "Creative, review")).toHaveLength(3);
});

it("says of an attempt that ended with its worker that the member was asked again", () => {
  const attempt = log.find((event) => event.type === "opinion.started");
  if (!attempt) throw new Error("somebody speaks");
  const until = log.slice(0, log.indexOf(attempt) + 1);
  const restarted = { ...attempt, seq: attempt.seq + 1, at: new Date(Date.parse(attempt.at) + 33_000).toISOString() };
  const view = [...until, restarted].reduce(applyEvent, nothingYet);
  render(<QueryClientProvider client={new QueryClient()}><AttemptTrace view={view} /></QueryClientProvider>);
  const [first, second] = screen.getAllByRole("img").map((bar) => bar.closest("li")?.textContent);
  expect(first).toContain("33 sended by a restart; asked again");
  expect(second).not.toContain("restart");
});
