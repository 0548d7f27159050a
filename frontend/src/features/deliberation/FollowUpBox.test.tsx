/** A follow-up that was queued while the council sat, once it has ended. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Deliberation } from "../../api/types";
import { FollowUpBox } from "./FollowUpBox";
import { keepQueued } from "./queued";
import type { DeliberationView } from "./view";

const row = { id: "42" } as Deliberation;
const asked: unknown[] = [];

function draw(status: string) {
  const view = { status, strategy: "panel", members: [], dissent: [] } as unknown as DeliberationView;
  return render(<QueryClientProvider client={new QueryClient()}><FollowUpBox row={row} view={view} /></QueryClientProvider>);
}

beforeEach(() => {
  localStorage.clear();
  asked.length = 0;
  history.replaceState(null, "", "/d/42");
  vi.stubGlobal("fetch", async (request: Request) => {
    if (request.method === "POST") asked.push(await request.json());
    return Response.json({ id: "43", query: 100 });
  });
  keepQueued("42", { query: "And lakes?", to: "", council: "", strategy: "", key: "k" });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it("waits while the council sits", async () => {
  draw("running");
  expect(screen.getByRole("group", { name: "Queued." }).textContent).toContain("And lakes?");
  await act(async () => {}); // whatever it would have asked by now
  expect(asked).toEqual([]);
});

it("is asked at the end, stays on the answer that has come, and leads to the next, also after a reload", async () => {
  const { unmount } = draw("done");
  const link = await screen.findByRole("link", { name: "Go there" });
  expect(link.getAttribute("href")).toBe("/d/43");
  expect(location.pathname).toBe("/d/42");
  expect(asked).toMatchObject([{ query: "And lakes?", follows: "42" }]);
  unmount();

  draw("done");
  expect(screen.getByRole("group", { name: "Your next query has been asked." }).textContent).toContain("And lakes?");
  await userEvent.click(screen.getByRole("button", { name: "Ask another" }));
  expect(screen.getByRole<HTMLTextAreaElement>("textbox").value).toBe("");
  expect(asked).toHaveLength(1);
});
