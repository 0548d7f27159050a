import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import type { ApiKey } from "../../../api/apiKeys";
import { KeysPanel } from "./KeysPanel";

const key: ApiKey = {
  id: "0123456789ab",
  name: "Nightly",
  begins_with: "ac_0123456789ab_",
  scopes: ["read"],
  created_at: "2025-03-02T10:00:00Z",
  last_used_at: null,
  expires_at: "2025-06-01T10:00:00Z",
  has_expired: true,
};

function answer(status: number, body: object): void {
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } }));
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(<QueryClientProvider client={client}><KeysPanel /></QueryClientProvider>);
}

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it("tells of a key when it was made, that it was never used and has expired", async () => {
  answer(200, { results: [key], next: null });

  const row = await screen.findByRole("listitem");
  expect(row.textContent).toMatch(/^Nightlyac_0123456789ab_…Expiredreads onlymade .*2025never usedRevoke$/);
});

it("leads whoever has not signed in to where they can", async () => {
  answer(401, { code: "not_authenticated", message: "Sign in.", fields: {}, request_id: "1" });

  expect((await screen.findByRole("link", { name: "Sign in" })).getAttribute("href")).toBe("/sign-in?next=/settings");
  expect(screen.queryByRole("button", { name: "Make a key" })).toBeNull();
});

it("says why the keys could not be read", async () => {
  answer(500, { code: "internal_error", message: "Something broke.", fields: {}, request_id: "1" });

  expect((await screen.findByRole("alert")).textContent).toBe("The keys could not be read: Something broke.");
});
