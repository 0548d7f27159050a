/** Whatever is known of it, a page has one title. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, render, waitFor } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { Router } from "wouter";
import { memoryLocation } from "wouter/memory-location";
import { Announcer } from "../ui/Announcer";
import { later, Pages } from "./Pages";

const routes = ["/", "/d/:id", "/s/:token", "/no-such-page", ...Object.keys(later)];
const lists = routes.filter((route) => !route.includes(":"));
const empty = {
  results: [],
  next: null,
  rehearsal: false,
  fewest: 30,
  strengths: [],
  calibrations: [],
  name: "",
  is_staff: false,
  is_single_user: false,
};

/** A stream of events that says nothing. */
class Quiet extends EventTarget {
  close(): void {}
}

async function draw(route: string, answer: () => Promise<Response>): Promise<string[]> {
  vi.stubGlobal("fetch", answer);
  vi.stubGlobal("EventSource", Quiet);
  const { hook } = memoryLocation({ path: route.replace(/:\w+/, "x") });
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const { container } = render(
    <QueryClientProvider client={client}><Announcer><Router hook={hook}><Pages /></Router></Announcer></QueryClientProvider>,
  );
  await act(() => vi.dynamicImportSettled());
  if (answer !== never) await waitFor(() => expect(client.isFetching()).toBe(0));
  return [...container.querySelectorAll("h1")].map((title) => title.textContent);
}

const never = () => new Promise<Response>(() => undefined);
const refused = (status: number) => () =>
  Promise.resolve(Response.json({ code: "refused", message: "No.", fields: {}, request_id: "1" }, { status }));

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it.each(routes)("%s has one title before anything is known", async (route) => {
  expect(await draw(route, never)).toHaveLength(1);
});

it.each(routes.flatMap((route) => [401, 403, 404, 500].map((status) => [route, status] as const)))("%s has one title where the answer is %i", async (route, status) => {
  expect(await draw(route, refused(status))).toEqual([expect.not.stringMatching("Loading")]);
});

it.each(lists)("%s has one title where nothing is there", async (route) => {
  expect(await draw(route, () => Promise.resolve(Response.json(empty)))).toEqual([expect.not.stringMatching("Loading")]);
});
