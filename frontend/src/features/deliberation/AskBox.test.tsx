import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen, waitFor } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { AskBox } from "./AskBox";
import { asUsual } from "./draft";

let terms = asUsual;
let sent: unknown;
const keys: (string | null)[] = [];
let answer: () => Response | Promise<Response>;

function draw() {
  return render(
    <QueryClientProvider client={new QueryClient()}>
      <AskBox council="quick" terms={terms} />
    </QueryClientProvider>,
  );
}

beforeEach(() => {
  localStorage.clear();
  keys.length = 0;
  answer = () => Response.json({ id: "42", status: "queued" }, { status: 202 });
  terms = asUsual;
  vi.stubGlobal("fetch", async (request: Request) => {
    if (request.url.endsWith("/api/limits/")) return Response.json({ query: 20, point: 20, reason: 20 });
    sent = await request.json();
    keys.push(request.headers.get("Idempotency-Key"));
    return answer();
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it("asks on Enter, clears the draft and goes to the deliberation", async () => {
  draw();
  await userEvent.type(screen.getByRole("textbox"), "Why?{Enter}");
  await waitFor(() => expect(location.pathname).toBe("/d/42"));
  expect(localStorage.getItem("draft:new")).toBeNull();
});

it("makes a new line on Shift and Enter", async () => {
  draw();
  await userEvent.type(screen.getByRole("textbox"), "a{Shift>}{Enter}{/Shift}b");
  expect(screen.getByRole<HTMLTextAreaElement>("textbox").value).toBe("a\nb");
  expect(keys).toHaveLength(0);
});

it("keeps the draft through a reload", async () => {
  draw();
  await userEvent.type(screen.getByRole("textbox"), "half a thought");
  cleanup();
  draw();
  expect(screen.getByRole<HTMLTextAreaElement>("textbox").value).toBe("half a thought");
});

it("uses one key for one query, however often it is sent, and another for another", async () => {
  answer = () => Response.json({ code: "overloaded", message: "Try again", fields: {} }, { status: 500 });
  draw();
  const box = screen.getByRole("textbox");
  await userEvent.type(box, "Why?{Enter}");
  await screen.findByRole("alert");
  await userEvent.type(box, "{Enter}");
  await waitFor(() => expect(keys).toHaveLength(2));
  await userEvent.type(box, "!{Enter}");
  await waitFor(() => expect(keys).toHaveLength(3));
  expect(keys[0]).toBe(keys[1]);
  expect(keys[2]).not.toBe(keys[0]);
});

it("shows what the server says against a query, beside the query", async () => {
  answer = () => Response.json({ code: "invalid", message: "No.", fields: { query: ["Too long."] } }, { status: 400 });
  draw();
  await userEvent.type(screen.getByRole("textbox"), "Why?{Enter}");
  expect((await screen.findByRole("alert")).textContent).toContain("Too long.");
  expect(screen.getByRole<HTMLTextAreaElement>("textbox").value).toBe("Why?");
});

it("does not ask an empty query", async () => {
  draw();
  await userEvent.type(screen.getByRole("textbox"), "   {Enter}");
  expect(keys).toHaveLength(0);
  expect(screen.getByRole<HTMLButtonElement>("button").disabled).toBe(true);
});

it("sends only the terms that were chosen, and null for what is as the council has it", async () => {
  terms = { ...asUsual, strategy: "vote", max_cost_usd: "0.5", allow_paid: "no" };
  draw();
  await userEvent.type(screen.getByRole("textbox"), "Why?{Enter}");
  await waitFor(() => expect(sent).toEqual({
    query: "Why?", council: "quick", edits: null, to: null, strategy: "vote", max_cost_usd: "0.5", allow_paid: false, reuse_answers: null,
  }));
});

it("counts what is too much by the server's limit, and does not send it", async () => {
  draw();
  await userEvent.type(screen.getByRole("textbox"), "x".repeat(23));
  expect(await screen.findByText("3 characters too many")).toBeTruthy();
  await userEvent.type(screen.getByRole("textbox"), "{Enter}");
  expect(keys).toHaveLength(0);
});

it("asks the one member again whose query is edited, until it is asked as a new one", async () => {
  localStorage.setItem("draft:edits", "7\nfact-checker\nFact-checker");
  draw();
  expect(screen.getByText(/^Asks the Fact-checker alone/)).toBeTruthy();
  await userEvent.type(screen.getByRole("textbox"), "Why?{Enter}");
  await waitFor(() => expect(sent).toMatchObject({ edits: "7", to: "fact-checker" }));
  cleanup();

  localStorage.setItem("draft:edits", "7\nfact-checker\nFact-checker");
  draw();
  await userEvent.click(screen.getByRole("button", { name: "Ask it as a new one" }));
  await userEvent.type(screen.getByRole("textbox"), "Why?{Enter}");
  await waitFor(() => expect(sent).toMatchObject({ edits: null, to: null }));
});
