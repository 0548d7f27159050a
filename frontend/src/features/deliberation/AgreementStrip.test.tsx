import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterEach, expect, it } from "vitest";
import type { DeliberationEvent } from "../../api/events";
import { AgreementStrip } from "./AgreementStrip";
import type { DeliberationView } from "./view";
import { applyEvent } from "./view";

const nothingYet = { lastSeq: 0, members: [], chair: null, agreement: null } as unknown as DeliberationView;
const file = resolve(import.meta.dirname, "../../../../tests/event_logs/exchange.jsonl");
const log = readFileSync(file, "utf8").trim().split("\n").map((line) => JSON.parse(line) as DeliberationEvent);
const split = log.slice(0, log.findIndex((event) => event.type === "agreement.found") + 1);

type AgreementFound = Extract<DeliberationEvent, { type: "agreement.found" }>;

const after = (events: DeliberationEvent[]) => events.reduce(applyEvent, nothingYet);

afterEach(cleanup);

it("is absent where the strategy found none", () => {
  expect(render(<AgreementStrip view={nothingYet} />).container.textContent).toBe("");
});

it("tells how many agree, and on request who holds which answer", () => {
  render(<AgreementStrip view={after(split)} />);
  expect(screen.getByText("2 of 3")).toBeTruthy();
  const shown = screen.getByRole("button", { name: "Show" });
  expect(shown.getAttribute("aria-expanded")).toBe("false");

  fireEvent.click(shown);

  expect(shown.getAttribute("aria-expanded")).toBe("true");
  expect(screen.getByText("8 apples").nextSibling?.textContent).toBe("Creative");
  expect(screen.getByText("7").nextSibling?.textContent).toBe("Reasoner and Fact-checker");
});

it("tells a percentage only where agreement is calibrated", () => {
  const found = split.at(-1) as AgreementFound;
  const calibrated: AgreementFound = { ...found, confidence: 0.874 };

  const { container, rerender } = render(<AgreementStrip view={after(split)} />);
  expect(container.textContent).not.toContain("%");

  rerender(<AgreementStrip view={after([...split.slice(0, -1), calibrated])} />);
  expect(screen.getByText("2 of 3")).toBeTruthy();
  expect(container.textContent).toContain("is right 87 % of the time");
});

it("names the strongest member once the receipt does", () => {
  const finished = log.at(-1) as Extract<DeliberationEvent, { type: "deliberation.finished" }>;
  const best = { member: "creative", model: "huggingface:x", accuracy: 0.912, scored: 240 };
  const end: DeliberationEvent = { ...finished, receipt: { ...finished.receipt, best_member: best } };

  const { container } = render(<AgreementStrip view={after([...log.slice(0, -1), end])} />);
  fireEvent.click(screen.getByRole("button", { name: "Show" }));

  expect(container.textContent).toContain("the Creative is the strongest on queries like this: right in 91 % of 240");
});

it("tells the agreement after the exchange once there is one", () => {
  render(<AgreementStrip view={after(log)} />);

  expect(screen.getByText("3 of 3")).toBeTruthy();
});
