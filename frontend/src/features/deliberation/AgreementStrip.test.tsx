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

it("tells the agreement after the exchange once there is one", () => {
  render(<AgreementStrip view={after(log)} />);

  expect(screen.getByText("3 of 3")).toBeTruthy();
});
