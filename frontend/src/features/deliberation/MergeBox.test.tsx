import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { MergeBox } from "./MergeBox";
import type { DeliberationView } from "./view";

const voice = { member: "ann", role: "Reasoner", status: "given", first: null, is_late: false, claims: ["Salt is white.", "Salt is old."] };
const view = { members: [voice, { ...voice, member: "bob", role: "Sceptic", status: "failed" }] } as unknown as DeliberationView;

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it("asks for an answer on the points that were ticked", async () => {
  const sent: unknown[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    sent.push(request.url.replace(/^.*\/api/, "/api"), await request.json());
    return Response.json({ id: "9" }, { status: 202 });
  });
  render(<QueryClientProvider client={new QueryClient()}><MergeBox id="7" view={view} /></QueryClientProvider>);
  expect(screen.queryByText("Sceptic")).toBeNull();

  fireEvent.click(screen.getByRole("checkbox", { name: "Salt is old." }));
  fireEvent.click(screen.getByRole("button", { name: "Write one answer on this point" }));

  await vi.waitFor(() => expect(location.pathname).toBe("/d/9"));
  expect(sent).toEqual(["/api/deliberations/7/synthesize/", { chair: "", points: ["Salt is old."] }]);
});
