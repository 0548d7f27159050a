import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import type { DeliberationEvent } from "../../api/events";
import { DissentPane } from "./DissentPane";
import { SynthesisPane } from "./SynthesisPane";
import type { DeliberationView } from "./view";
import { applyEvent } from "./view";

const nothingYet = { lastSeq: 0, members: [], chair: null, agreement: null } as unknown as DeliberationView;
const file = resolve(import.meta.dirname, "../../../../tests/event_logs/dissent.jsonl");
const log = readFileSync(file, "utf8").trim().split("\n").map((line) => JSON.parse(line) as DeliberationEvent);
const view = log.reduce(applyEvent, nothingYet);
const focus = vi.fn<(member: string) => void>();

function renderPane() {
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { enabled: false } } })}>
      <SynthesisPane view={view} canCommand={false} actions={{ choose: () => {}, stop: () => {}, focus, synthesizeNow: () => {}, pickChair: () => {}, nudge: () => {}, askAgain: null }} rating={{ said: { thumb: null, picked: null }, say: () => {} }} merging={null} />
    </QueryClientProvider>,
  );
}

afterEach(cleanup);

it("says who holds what against the answer, and what the answer holds", () => {
  render(<DissentPane view={view} focus={focus} />);

  expect(screen.getByText("8")).toBeTruthy();
  expect(screen.getByText("The answer holds: 7")).toBeTruthy();
});

it("has a ledger of who asserts which claim", () => {
  render(<DissentPane view={view} focus={focus} />);

  const line = screen.getByText("3 + 4 = 7").closest("tr");
  const names = within(line as HTMLElement).getAllByRole("button").map((chip) => chip.getAttribute("aria-label"));
  expect(names).toEqual(["Opinion of the Reasoner", "Opinion of the Fact-checker"]);
});

it("marks a sentence with those who support it, and leads to their opinions", () => {
  renderPane();
  const answer = screen.getByRole("group", { name: "Synthesis text" });

  fireEvent.click(within(answer).getByRole("button", { name: "Opinion of the Fact-checker" }));

  expect(focus).toHaveBeenCalledWith("fact-checker");
  expect(answer.textContent).toBe("Tom has 7 apples: the 3 he had and the 4 he bought.RF No basket is spoken of.");
});

it("shows the first dissent under the answer", () => {
  renderPane();

  expect(screen.getByText("Dissent:").closest("p")?.textContent).toBe("Dissent: 8 C");
});
