/** What the API and the socket said once, said again: the pages are ours, the answers stand still. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page, Route } from "@playwright/test";
import type { Frame, Screen } from "./screens";

export interface Recording {
  /** When it was made: the clock of what is drawn from it. */
  at: string;
  names: Record<string, string>;
  /** By method and address. */
  answers: Record<string, unknown>;
  /** The row as it was while the council spoke. */
  running: object | null;
  frames: Frame[];
}

type World = NonNullable<Screen["world"]>;

export const fileOf = (world: World) => join(import.meta.dirname, `../fixtures/${world}.json`);
const kept = new Map<World, Recording>();
const moments = 400; // ms after the last frame

export function recordingOf(world: World): Recording {
  const found = kept.get(world) ?? (JSON.parse(readFileSync(fileOf(world), "utf8")) as Recording);
  kept.set(world, found);
  return found;
}

export function pathOf(screen: Screen, names: Record<string, string>): string {
  return screen.path.replace(/\{(\w+)\}/g, (_, name: string) => names[name] ?? "");
}

/** Goes to a screen as it was recorded. Returns what it asked for and was not recorded. */
export async function openRecorded(page: Page, screen: Screen): Promise<string[]> {
  const { at, names, answers, running, frames } = recordingOf(screen.world ?? "council");
  const said = screen.until ? upTo(frames, screen.until) : frames;
  const unknown: string[] = [];
  const row = `GET /api/deliberations/${names["asked"]}/`;
  const told: Record<string, unknown> = { ...answers, ...(screen.until && { [row]: running }), ...screen.instead };

  await page.clock.setFixedTime(screen.until ? Date.parse(said.at(-1)?.at ?? at) + moments : at);
  await page.addInitScript(standInForStreams);
  await page.route(/\/api\//, (route) => answer(route, told, unknown));
  await page.route(/\/s\/[\w-]+$/, async (route) => {
    const served = await route.fetch(); // the page itself; the stack knows of no such link
    await route.fulfill({ response: served, status: 200 });
  });
  await page.routeWebSocket(/\/ws\//, (socket) => {
    for (const frame of said) socket.send(JSON.stringify(frame));
  });
  await page.goto(pathOf(screen, names));
  return unknown;
}

function upTo(frames: Frame[], until: NonNullable<Screen["until"]>): Frame[] {
  const end = frames.findIndex((frame, i) => until(frame, frames.slice(0, i)));
  if (end < 0) throw new Error("The recording never comes to this state");
  return frames.slice(0, end);
}

async function answer(route: Route, told: Record<string, unknown>, unknown: string[]): Promise<void> {
  const key = keyOf(route.request().method(), route.request().url());
  if (key in told) return route.fulfill({ json: told[key] });
  unknown.push(key);
  return route.abort();
}

export function keyOf(method: string, url: string): string {
  const { pathname, search } = new URL(url);
  return `${method} ${pathname}${search}`;
}

/** The stream of the providers' events is open, and nothing happens. */
function standInForStreams(): void {
  class Quiet extends EventTarget {
    constructor() {
      super();
      queueMicrotask(() => this.dispatchEvent(new Event("open")));
    }
    close(): void {
      this.dispatchEvent(new Event("closed"));
    }
  }
  Object.assign(globalThis, { EventSource: Quiet });
}
