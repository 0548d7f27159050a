import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterEach, expect, it } from "vitest";
import type { DeliberationEvent } from "../../api/events";
import { StageBand } from "./StageBand";
import { SynthesisPane } from "./SynthesisPane";
import type { DeliberationView } from "./view";
import { applyEvent } from "./view";

const nothingYet = { lastSeq: 0, members: [], chair: null, agreement: null, is_side_by_side: false } as unknown as DeliberationView;

function viewOf(name: string): DeliberationView {
  const file = resolve(import.meta.dirname, `../../../../tests/event_logs/${name}.jsonl`);
  const log = readFileSync(file, "utf8").trim().split("\n").map((line) => JSON.parse(line) as DeliberationEvent);
  return log.reduce(applyEvent, nothingYet);
}

function show(view: DeliberationView, isStaff = false): void {
  const client = new QueryClient({ defaultOptions: { queries: { enabled: false } } });
  client.setQueryData(["me"], { is_staff: isStaff });
  render(
    <QueryClientProvider client={client}>
      <StageBand view={view} />
      <SynthesisPane view={view} canCommand={false} actions={{ choose: () => {}, stop: () => {}, focus: () => {}, synthesizeNow: () => {}, pickChair: () => {}, nudge: () => {}, askAgain: null }} rating={{ said: { thumb: null, picked: null }, say: () => {} }} merging={null} />
    </QueryClientProvider>,
  );
}

afterEach(cleanup);

it("says that opinions stand side by side where none was to be made of them", () => {
  const view = viewOf("side_by_side");
  show(view);

  expect(screen.getByText("The opinions stand side by side.")).toBeTruthy();
  expect(screen.getByText("Full.")).toBeTruthy();
  expect(screen.getAllByRole("listitem")).toHaveLength(1);
});

it.each(["full", "single", "failed", "cancelled", "chair_failed"])("does not take the log %s for that", (name) => {
  expect(viewOf(name).is_side_by_side).toBe(false);
});

it("leads from a deliberation that failed to how the providers stand, and from no other", () => {
  show(viewOf("failed"));
  expect(screen.getByRole("link", { name: "How the providers stand" }).getAttribute("href")).toBe("/providers");
  cleanup();
  show(viewOf("cancelled"));
  expect(screen.queryByRole("link", { name: "How the providers stand" })).toBeNull();
});

it.each([
  { code: "invalid_credentials", isStaff: true, links: 1 },
  { code: "connection_lost", isStaff: true, links: 1 },
  { code: "connection_lost", isStaff: false, links: 0 },
  { code: "overloaded", isStaff: true, links: 0 },
])("leads to the keys where every attempt failed as $code: staff $isStaff", ({ code, isStaff, links }) => {
  const view = viewOf("failed");
  const members = view.members.map((voice) => ({ ...voice, attempts: voice.attempts.map((attempt) => ({ ...attempt, code })) }));
  show({ ...view, members }, isStaff);
  expect(screen.queryAllByRole("link", { name: "To the keys" })).toHaveLength(links);
});
