/** Every screen there is a picture of, and how it is come to. `{asked}` and its like stand for what the
 * recording calls them. */
import type { Locator, Page } from "@playwright/test";
import { chair } from "./council";

export interface Screen {
  name: string;
  path: string;
  /** What it was recorded from: a council with keys, or the rehearsal of one without. */
  world?: "council" | "rehearsal";
  /** A live screen stands still after the last frame before this one; without it all has been said. */
  until?: (frame: Frame, before: Frame[]) => boolean;
  /** What is chosen on it, once it is there. */
  choose?: (page: Page) => Locator;
  /** Answers that are not the recorded ones. */
  instead?: Record<string, object>;
}

export interface Frame {
  type: string;
  seq?: number;
  at?: string;
  member?: string;
  text?: string;
}

const enough = 620; // characters of the synthesis
const nobody = { name: "", is_staff: false, is_single_user: false };
const tab = (name: string) => (page: Page) => chair(page).getByRole("tab", { name: new RegExp(`^${name}`) });

export const screens: Screen[] = [
  { name: "ask", path: "/" },
  { name: "ask-rehearsal", path: "/", world: "rehearsal" },
  { name: "live-opinions", path: "/d/{asked}", until: isSecondGiven },
  { name: "live-synthesis", path: "/d/{asked}", until: hasWritten },
  { name: "answer", path: "/d/{asked}" },
  { name: "answer-dissent", path: "/d/{asked}", choose: tab("Dissent") },
  { name: "answer-reviews", path: "/d/{asked}", choose: tab("Reviews") },
  { name: "answer-attempts", path: "/d/{asked}", choose: tab("Attempts") },
  { name: "compare", path: "/d/{asked}/compare" },
  { name: "history", path: "/history" },
  { name: "councils", path: "/councils" },
  { name: "council", path: "/councils/{council}" },
  { name: "council-editor", path: "/councils/{council}/edit" },
  { name: "models", path: "/models" },
  { name: "models-compare", path: "/models/compare" },
  { name: "models-test", path: "/models/test" },
  { name: "providers", path: "/providers" },
  { name: "judges", path: "/judges" },
  { name: "quality", path: "/quality" },
  { name: "quality-report", path: "/quality/{report}" },
  { name: "settings", path: "/settings" },
  { name: "setup", path: "/setup", world: "rehearsal" },
  { name: "shared", path: "/s/{token}" },
  { name: "sign-in", path: "/sign-in", instead: { "GET /api/me/": nobody } },
  { name: "not-found", path: "/no-such-page" },
];

/** Before the second opinion is given: one is there, one waits to try again, one has fallen back. */
function isSecondGiven(frame: Frame, before: Frame[]): boolean {
  return frame.type === "opinion.given" && before.some(({ type }) => type === "opinion.given");
}

function hasWritten(frame: Frame, before: Frame[]): boolean {
  const texts = before.filter((each) => each.type === "synthesis.delta").map((each) => each.text ?? "");
  return frame.type.startsWith("synthesis.") && texts.join("").length > enough;
}
