import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { Account, initialsOf } from "./Account";

function draw(me: { name: string; is_staff: boolean; is_single_user: boolean }): void {
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json(me)));
  render(<QueryClientProvider client={new QueryClient()}><Account id="account" /></QueryClientProvider>);
}

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it("leads staff to the administration; the owner of a machine has nothing to sign out of", async () => {
  draw({ name: "owner", is_staff: true, is_single_user: true });
  expect(await screen.findByRole("button", { name: "Account: owner" })).toBeTruthy();
  expect(screen.getByText("Administration").getAttribute("href")).toBe("/admin/");
  expect(screen.queryByText("Sign out")).toBeNull();
});

it("lets a person sign out, and shows nobody else's doors", async () => {
  draw({ name: "ann", is_staff: false, is_single_user: false });
  expect(await screen.findByText("Sign out")).toBeTruthy();
  expect(screen.queryByText("Administration")).toBeNull();
});

it("offers whoever has not signed in to do so, and to come back", async () => {
  draw({ name: "", is_staff: false, is_single_user: false });
  const link = await screen.findByRole("link", { name: "Sign in" });
  expect(link.getAttribute("href")).toBe(`/sign-in?next=${encodeURIComponent(location.pathname)}`);
});

it("has two letters for any name", () => {
  expect(["Mara Klein", "ann", "bob.stone@example.org", "ö"].map(initialsOf)).toEqual(["MK", "AN", "BS", "Ö"]);
});
