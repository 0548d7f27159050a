import { expect, it } from "vitest";
import { stateOf, wordsFor } from "./pill";
import { failed, fellBack, given, retrying, silent, started, stopped, type Voice } from "./voice";

const noon = Date.parse("2026-03-02T12:00:00Z");
const at = (seconds: number) => new Date(noon + seconds * 1_000).toISOString();
const nobody = silent({ member: "a", role: "A", task: "reasoning", models: [] });
const asked = started(nobody, { at: at(0), model: "p:m", attempt: 1 });
const refusal = { at: at(1), code: "rate_limited", message: "Too often." };
const swap = { at: at(1), from_model: "p:m", to_model: "q:n", code: "loading", message: "Loading." };

function says(voice: Voice, seconds: number): string {
  const now = noon + seconds * 1_000;
  return wordsFor(stateOf(voice, now), voice, now);
}

it("waits, asks, and after eight seconds wakes the model", () => {
  expect(says(nobody, 0)).toBe("Waiting");
  expect([0, 4, 7.9, 8].map((seconds) => says(asked, seconds))).toEqual(["Asking", "Asking 4 s", "Asking 7 s", "Waking the model"]);
});

it("speaks from the first text on", () => {
  expect(says({ ...asked, text: "So" }, 1)).toBe("Speaking");
});

it("counts down to the retry, and not below", () => {
  const voice = retrying(asked, { ...refusal, model: "p:m", resumes_at: at(4), most_attempts: 3 });
  expect([1, 3.5, 4, 9].map((seconds) => says(voice, seconds))).toEqual(["Retrying in 3 s", "Retrying in 1 s", "Retrying", "Retrying"]);
});

it("says for a moment that it falls back, then asks as ever", () => {
  const voice = fellBack(asked, swap);
  expect(says(voice, 1)).toBe("Falling back");
  const next = started(voice, { at: at(1), model: "q:n", attempt: 2 });
  expect([2, 6].map((seconds) => says(next, seconds))).toEqual(["Falling back", "Asking 5 s"]);
});

it("tells an abstention from a fault the operator must mend", () => {
  const withCode = (code: string) => says(failed(asked, { ...refusal, code }), 2);
  expect(["deadline", "no_model_left", "invalid_credentials"].map(withCode)).toEqual(["Abstained", "Abstained", "Failed"]);
});

it("ends given or stopped", () => {
  const usage = { input_tokens: 1, output_tokens: 1, is_estimated: false };
  const spoken = { at: at(2), text: "So.", model: "p:m", usage, cost_usd: null, seconds: 2, is_partial: false, routing: { asked: [], reason: "" } };
  expect(says(given(asked, spoken), 3)).toBe("Given");
  expect(says(given(asked, spoken, true), 3)).toBe("Given late");
  expect(says(stopped(asked, { at: at(2), text: "So" }), 3)).toBe("Stopped");
});
