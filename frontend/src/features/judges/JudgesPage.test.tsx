import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import type { Judge } from "../../api/types";
import { JudgesPage } from "./JudgesPage";

const judge: Judge = {
  judge: "huggingface:openai/gpt-oss-120b",
  reviews: 60,
  abstained: 2,
  first: { share: 0.6125, of: 80 },
  consistent: { share: null, of: 12 },
  longer: { share: 0.5, of: 70 },
  kin: { share: null, of: 0 },
};

function answer(status: number, body: object): void {
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } }));
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(<QueryClientProvider client={client}><JudgesPage /></QueryClientProvider>);
}

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it("tells what a judge prefers and of how many comparisons", async () => {
  answer(200, { results: [judge], next: null, fewest: 30 });

  const row = (await screen.findByRole("rowheader", { name: judge.judge })).closest("tr");
  const cells = [...(row?.querySelectorAll("td") ?? [])].map((cell) => cell.textContent);
  expect(cells).toEqual(["602 abstained", "61 %of 80", "unknownof 12", "50 %of 70", "unknownof 0"]);
  expect(screen.getByText(/below 30 comparisons/i)).toBeTruthy();
});

it("says so where nobody has judged", async () => {
  answer(200, { results: [], next: null, fewest: 30 });

  expect(await screen.findByText("Nobody has judged yet.")).toBeTruthy();
});

it("waits, then says what failed and offers to try again", async () => {
  answer(500, { code: "internal_error", message: "Something broke.", fields: {}, request_id: "1" });

  expect(screen.getByText("Loading")).toBeTruthy();
  expect(await screen.findByText("Something broke.")).toBeTruthy();
  expect(screen.getByRole("button", { name: "Try again" })).toBeTruthy();
});
