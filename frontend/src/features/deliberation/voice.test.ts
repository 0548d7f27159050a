import { expect, test } from "vitest";

import { indexOf, modelOf, type Voice } from "./voice";

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
