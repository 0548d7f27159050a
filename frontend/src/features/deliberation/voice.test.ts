/** What one event makes of a voice. */
import { expect, it } from "vitest";
import { areAlikeButText, fellBack, retrying, silent, started, type Voice } from "./voice";

const at = (second: number) => `2026-03-02T14:02:0${second}.000Z`;
const models = ["p:a", "p:b"].map((name) => ({ name, label: name, provider: "p" }));
const asked: Voice = started(silent({ member: "ann", role: "Ann", task: "reasoning", models } as never), { at: at(0), model: "p:a", attempt: 1 });
const busy = { at: at(1), code: "overloaded", message: "No room.", model: "p:a", resumes_at: at(5) };
const skip = { at: at(2), code: "skipped", message: "a was skipped", from_model: "p:a", to_model: "p:b" };

it("keeps how often a model is asked in all, until it is asked once more", () => {
  const waits = retrying(asked, { ...busy, most_attempts: 3 });

  expect(waits.retry).toEqual({ since: at(1), resumes_at: at(5), model: "p:a", code: "overloaded", most: 3 });
  expect(started(waits, { at: at(5), model: "p:a", attempt: 2 }).retry).toBeNull();
});

it("skipped as it speaks: this attempt ends as skipped, the next model is awaited", () => {
  const voice = fellBack(asked, skip);

  expect(voice).toMatchObject({ status: "waiting", model: "p:b", retry: null, fallbacks: [skip] });
  expect(voice.attempts).toMatchObject([{ model: "p:a", end: "failed", code: "skipped", ended_at: at(2) }]);
});

it("skipped while it waits: the attempt keeps what it failed of", () => {
  const voice = fellBack(retrying(asked, { ...busy, most_attempts: 3 }), skip);

  expect(voice).toMatchObject({ status: "waiting", model: "p:b", retry: null });
  expect(voice.attempts).toMatchObject([{ end: "failed", code: "overloaded", ended_at: at(1) }]);
});

it("is drawn as before while nothing but its text goes on", () => {
  const says = (text: string, changes: Partial<Voice> = {}) => ({ voice: { ...asked, text, ...changes }, now: 1 });

  expect(areAlikeButText(says("Salt"), says("Salt comes"))).toBe(true);
  expect(areAlikeButText(says(""), says("Salt"))).toBe(false);
  expect(areAlikeButText(says("Salt"), says("Salt comes", { model: "p:b" }))).toBe(false);
  expect(areAlikeButText(says("Salt"), says("Salt comes.", { status: "given" }))).toBe(false);
  expect(areAlikeButText(says("Salt", { status: "stopped" }), says("Salt comes", { status: "stopped" }))).toBe(false);
  expect(areAlikeButText(says("Salt"), { ...says("Salt comes"), now: 2 })).toBe(false);
});
