import { cleanup, render } from "@testing-library/react";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterEach, expect, it } from "vitest";
import type { DeliberationEvent } from "../../api/events";
import { OutcomeLine } from "./OutcomeLine";
import type { DeliberationView } from "./view";
import { applyEvent } from "./view";

const nothingYet = { lastSeq: 0, members: [], chair: null } as unknown as DeliberationView; // the log's start fills it
const file = resolve(import.meta.dirname, "../../../../tests/event_logs/full.jsonl");
const log = readFileSync(file, "utf8").trim().split("\n").map((line) => JSON.parse(line) as DeliberationEvent);

function lineAfter(events: DeliberationEvent[]): string | null {
  return render(<OutcomeLine view={events.reduce(applyEvent, nothingYet)} />).container.textContent;
}

afterEach(cleanup);

it("says that everybody was heard", () => {
  expect(lineAfter(log)).toBe("Full. All 4 members gave an opinion.");
});

it("names whose opinion came too late for the chair", () => {
  const late = log.map((event) => {
    if (event.type === "opinion.given" && event.member === "creative") return { ...event, is_late: true };
    return event.type === "deliberation.finished" ? { ...event, outcome: "degraded" as const } : event;
  });
  expect(lineAfter(late)).toBe("Degraded. Written without an opinion of the Creative.");
});

it("says when the strongest is the one who is missing", () => {
  const late = log.map((event) => {
    if (event.type === "opinion.given" && event.member === "creative") return { ...event, is_late: true };
    if (event.type !== "deliberation.finished") return event;
    const best_member = { member: "creative", model: "huggingface:any", accuracy: 0.9, scored: 200 };
    const receipt = { ...event.receipt, missing: [{ member: "creative", code: "late" }], best_member };
    return { ...event, outcome: "degraded" as const, receipt };
  });
  expect(lineAfter(late)).toContain("The strongest member on queries like this is missing.");
});
