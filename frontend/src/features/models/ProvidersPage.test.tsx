import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { Announcer } from "../../ui/Announcer";
import { ProvidersPage } from "./ProvidersPage";

class SilentSocket {
  close(): void {}
}

const banner = "This is a rehearsal.";

function openUnanswered(isRehearsal: "yes" | "no"): void {
  document.documentElement.dataset["rehearsal"] = isRehearsal;
  vi.stubGlobal("WebSocket", SilentSocket);
  vi.stubGlobal("fetch", () => new Promise<Response>(() => undefined));
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(<QueryClientProvider client={client}><Announcer><ProvidersPage /></Announcer></QueryClientProvider>);
}

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  delete document.documentElement.dataset["rehearsal"];
});

it("says that it is a rehearsal before anything is fetched, so that nothing moves later", () => {
  openUnanswered("yes");
  expect(screen.getByText(banner)).toBeTruthy();
});

it("says nothing of a rehearsal where there is none", () => {
  openUnanswered("no");
  expect(screen.queryByText(banner)).toBeNull();
});
