import { beforeEach, expect, it } from "vitest";
import { followPages } from "./pageFocus";

followPages();

function go(path: string, kind: "pushState" | "popstate"): void {
  history.replaceState(null, "", path);
  dispatchEvent(new Event(kind));
}

beforeEach(() => {
  go("/history", "pushState");
  document.body.innerHTML = '<a href="/models">Models</a><main id="main" tabindex="-1"><a href="/d/1">One</a></main>';
});

const main = () => document.getElementById("main");

it("goes to the page that opens, and stays where only its query changes", () => {
  document.querySelector("a")?.focus();
  go("/history?council=quick", "pushState");
  expect(document.activeElement?.textContent).toBe("Models");
  go("/models", "pushState");
  expect(document.activeElement).toBe(main());
});

it("goes back to the link that was followed once it is there, unless the reader went on", async () => {
  const list = '<a id="other" href="/d/2">Two</a><a href="/d/1">One</a>';
  for (const [first, last] of [["main", "One"], ["rail", "Models"]] as const) {
    go("/d/1", "pushState");
    const opened = main();
    if (opened) opened.innerHTML = "";
    go("/history", "popstate");
    if (first === "rail") document.querySelector("a")?.focus();
    if (opened) opened.innerHTML = list;
    await new Promise((done) => setTimeout(done, 20));
    expect(document.activeElement?.textContent).toBe(last);
  }
});
