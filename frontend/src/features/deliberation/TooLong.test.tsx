import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import type { ReactElement } from "react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Deliberation } from "../../api/types";
import { ContestDialog } from "./ContestDialog";
import { FollowUpBox } from "./FollowUpBox";
import type { DeliberationView } from "./view";

const ended = { status: "done", strategy: "panel", members: [], dissent: [] } as unknown as DeliberationView;

function draw(box: ReactElement) {
  return render(<QueryClientProvider client={new QueryClient()}>{box}</QueryClientProvider>);
}

beforeEach(() => {
  localStorage.clear();
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json({ query: 10, point: 10, reason: 10 })));
  HTMLDialogElement.prototype.showModal = function show() {
    this.open = true;
  };
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it("keeps the whole of a follow-up that is too long, and says by how much it is", async () => {
  draw(<FollowUpBox row={{ id: "42" } as Deliberation} view={ended} />);
  const box = screen.getByRole<HTMLTextAreaElement>("textbox");
  await userEvent.click(box);
  await userEvent.paste("twelve chars");
  expect(await screen.findByText("2 characters too many")).toBeTruthy();
  expect(box.value).toBe("twelve chars");
  expect(box.getAttribute("aria-invalid")).toBe("true");
  const send = screen.getAllByRole<HTMLButtonElement>("button").find((each) => each.type === "submit");
  expect(send?.disabled).toBe(true);
  await userEvent.keyboard("{Backspace}{Backspace}");
  expect(screen.queryByText(/too many/)).toBeNull();
  expect(send?.disabled).toBe(false);
});

it("contests with no text that is too long, and cuts none", async () => {
  draw(<ContestDialog id="42" answer="" selected="It is old." claims={[]} close={vi.fn()} />);
  const reason = screen.getByLabelText<HTMLTextAreaElement>(/why/i);
  await userEvent.click(reason);
  await userEvent.paste("because it is");
  expect(await screen.findByText("3 characters too many")).toBeTruthy();
  expect(reason.value).toBe("because it is");
});

it("takes the point that is contested from the claims, and lets it be rewritten", async () => {
  draw(<ContestDialog id="42" answer="" selected="" claims={["It is old.", "It is new.", "It is old."]} close={vi.fn()} />);
  const [old, ...others] = screen.getAllByRole<HTMLInputElement>("radio");
  expect(others).toHaveLength(1);
  const point = screen.getByRole<HTMLInputElement>("textbox", { name: /The point/ });
  expect(point.value).toBe("");
  await userEvent.click(screen.getByText("It is old."));
  expect(point.value).toBe("It is old.");
  expect(old?.checked).toBe(true);
  await userEvent.type(point, "!");
  expect(old?.checked).toBe(false);
});
