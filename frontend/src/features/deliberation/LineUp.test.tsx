import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import type { Council, CouncilMember } from "../../api/types";
import { LineUp } from "./LineUp";

const model = (provider: string, label: string) => ({ name: `${provider}:${label}`, label, provider }) as CouncilMember["models"][number];

function draw(...models: CouncilMember["models"]): void {
  const member: CouncilMember = { member: "ann", role: "Ann", task: "reasoning", models, is_chair: false };
  vi.stubGlobal("fetch", async () => Response.json({ results: [], next: null }));
  const council = { name: "General", quorum: 1, members: [member] } as Council;
  render(<QueryClientProvider client={new QueryClient()}><LineUp council={council} strategy="panel" /></QueryClientProvider>);
}

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it("tells a model that two providers serve apart, and names the provider of no other", () => {
  draw(model("huggingface", "gpt-oss"), model("ollama", "gpt-oss"), model("gemini", "Flash"));
  expect(screen.getByText("gpt-oss at Hugging Face, then gpt-oss at Ollama, Flash")).toBeTruthy();
});
