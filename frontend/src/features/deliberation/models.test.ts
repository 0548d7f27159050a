import { describe, expect, test } from "vitest";

import { type Voice } from "./voice";
import { indexOf, modelOf, tookDetour } from "./models";

const GLM = { name: "huggingface:zai-org/GLM-5.2", label: "GLM 5.2", provider: "huggingface" };
const GEMMA = { name: "ollama:gemma4", label: "Gemma 4", provider: "ollama" };
const voice = { models: [GEMMA, GLM] } as unknown as Voice;

test("a model that is pinned to a host is told with it", () => {
  const pinned = "huggingface:zai-org/GLM-5.2:novita";

  expect(modelOf(voice, pinned)).toEqual({ ...GLM, name: pinned, label: "GLM 5.2 · novita" });
  expect(indexOf(voice, pinned)).toBe(1);
});

test("a model of no place is told by its own name", () => {
  expect(modelOf(voice, "gemini:gemini-3.8-flash")).toEqual({
    name: "gemini:gemini-3.8-flash",
    label: "gemini-3.8-flash",
    provider: "gemini",
  });
  expect(indexOf(voice, "gemini:gemini-3.8-flash")).toBe(-1);
});

describe("a detour", () => {
  const ok = (model: string) => ({ model, attempts: 1, code: "", message: "" });
  const failed = (model: string) => ({ model, attempts: 1, code: "overloaded", message: "No room." });
  const leftOut = (model: string) => ({ model, attempts: 0, code: "paid", message: "It is paid for." });
  const by = (model: string, ...asked: object[]) => tookDetour({ ...voice, model, routing: { asked, reason: "So." } } as Voice);

  test("is another model than the first, asked or left out", () => {
    expect(by(GLM.name, failed(GEMMA.name), ok(GLM.name))).toBe(true);
    expect(by(GLM.name, ok(GLM.name), leftOut(GEMMA.name))).toBe(true);
  });
  test("is the first model at another host", () => {
    expect(by(`${GEMMA.name}:b`, failed(`${GEMMA.name}:a`), ok(`${GEMMA.name}:b`))).toBe(true);
    expect(by(`${GEMMA.name}:b`, ok(`${GEMMA.name}:b`), leftOut(`${GEMMA.name}:a`))).toBe(true);
  });
  test("is a fallback that did no better than what the first had said", () => {
    expect(by(GEMMA.name, failed(GEMMA.name), failed(GLM.name))).toBe(true);
  });
  test("is not the first model, whatever else was left out, or where nothing is known", () => {
    expect(by(GEMMA.name, ok(GEMMA.name), leftOut(GLM.name))).toBe(false);
    expect(tookDetour({ ...voice, model: GLM.name, routing: { asked: [], reason: "" } } as unknown as Voice)).toBe(false);
  });
});
