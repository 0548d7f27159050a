/** What breaks in one card leaves the others at the table. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Actions } from "./actions";
import { OpinionCard } from "./OpinionCard";
import { silent, type Voice } from "./voice";

const model = { name: "p:m", label: "M", provider: "p" };

function voiceOf(role: string): Voice {
  const shown = { member: role.toLowerCase(), role, task: "reasoning", models: [model] } as const;
  return { ...silent(shown as never), status: "given", text: `${role} speaks.`, model: "p:m", seconds: 1 };
}

/** A voice that cannot be shown once this of it is read. */
function broken(field: keyof Voice): Voice {
  return Object.defineProperty(voiceOf("Ann"), field, {
    enumerable: false,
    get: () => {
      throw new Error(`no ${field}`);
    },
  });
}

function table(...voices: Voice[]) {
  render(
    <QueryClientProvider client={new QueryClient()}>
      {voices.map((voice, place) => (
        <OpinionCard
          key={voice.member}
          voice={voice}
          place={place}
          letter={voice.role.slice(0, 1)}
          part=""
          earlier={[]}
          isChosen={false}
          canCommand={false}
          actions={{} as Actions}
          isPicked={false}
          pick={null}
        />
      ))}
    </QueryClientProvider>,
  );
}

beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation(() => undefined); // React reports what a boundary caught
  vi.stubGlobal("fetch", async () => Response.json({ results: [], next: null }));
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

it.each(["status", "models", "fallbacks", "usage"] as const)("a card that breaks at its %s says so, the next one speaks", (field) => {
  table(broken(field), voiceOf("Bob"));

  const ann = screen.getByRole("article", { name: /Ann/ });
  expect(within(ann).getByRole("button", { name: "Try again" })).toBeTruthy();
  expect(within(screen.getByRole("article", { name: /Bob/ })).getByText("Bob speaks.")).toBeTruthy();
});
