/** What breaks in one card leaves the others at the table. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { lettersOf } from "../../ui/Monogram";
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

function failedWith(code: string): Voice {
  return { ...voiceOf("Ann"), status: "failed", text: "", code, message: "It was refused." };
}

function table(...voices: Voice[]) {
  const letters = lettersOf(voices.map((voice) => voice.role));
  render(
    <QueryClientProvider client={new QueryClient()}>
      {voices.map((voice, place) => (
        <OpinionCard
          key={place}
          voice={voice}
          place={place}
          letter={letters[place] ?? ""}
          part=""
          standing={null}
          isContest={false}
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

it.each([
  ["invalid_credentials", "Save one that works.", "To the keys", "/setup"],
  ["quota_exhausted", "Save another key, or top the account up.", "To the keys", "/setup"],
  ["gated", "Accept it at the provider, or give this member another model.", "To the admin", "/admin/providers/"],
  ["unpriced", "Set one, or give this member another model.", "To the admin", "/admin/providers/"],
  ["misconfigured", "Mend the settings of the provider.", "To the admin", "/admin/providers/"],
] as const)("who failed with %s says what to do, and links there", (code, what, name, href) => {
  table(failedWith(code));

  const card = screen.getByRole("article", { name: "Ann" });
  expect(card.textContent).toContain(`It was refused. ${what}`);
  expect(within(card).getByRole("link").textContent).toBe(name);
  expect(within(card).getByRole("link").getAttribute("href")).toBe(href);
});

it.each([
  ["invalid_request", "Shorten or reword the query, then ask again."],
  ["declined", "Reword the query, or give this member another model."],
] as const)("who failed with %s says what to do about the query, which no link leads to", (code, what) => {
  table(failedWith(code));

  const card = screen.getByRole("article", { name: "Ann" });
  expect(card.textContent).toContain(`It was refused. ${what}`);
  expect(within(card).queryByRole("link")).toBeNull();
});

it("a member that no model was left for leads to how the providers stand, one that was late does not", () => {
  table({ ...failedWith("no_model_left"), member: "one" }, { ...failedWith("deadline"), member: "other" });
  const [refused, late] = screen.getAllByRole("article", { name: "Ann" });
  expect(refused && within(refused).getByRole("link", { name: "How the providers stand" }).getAttribute("href")).toBe("/providers");
  expect(late && within(late).queryByRole("link")).toBeNull();
});

it("namesakes of one model each have a letter of their own", () => {
  table({ ...voiceOf("Reasoner"), member: "one" }, { ...voiceOf("Reasoner"), member: "other" });

  const cards = screen.getAllByRole("article", { name: "Reasoner" });
  expect(cards.map((card) => card.querySelector(".mono")?.textContent)).toEqual(["R1", "R2"]);
  expect(cards.map((card) => card.querySelector(".who [title]")?.getAttribute("title"))).toEqual(["M (p:m)", "M (p:m)"]);
});

it("a model that stands in for its namesake elsewhere is told apart by the provider", () => {
  const models = [{ name: "p:m", label: "M", provider: "p" }, { name: "q:m", label: "M", provider: "q" }];
  const fallback = { from_model: "p:m", to_model: "q:m", code: "overloaded", message: "No room.", at: "" };
  table({ ...voiceOf("Ann"), models, model: "q:m", fallbacks: [fallback] });

  const who = screen.getByRole("article", { name: "Ann" }).querySelector(".who p");
  expect(who?.querySelector("del")?.textContent).toBe("p");
  expect(who?.querySelector("del")?.getAttribute("title")).toBe("M (p:m)");
  expect(who?.querySelector(".provider")?.textContent).toBe("q");
});
