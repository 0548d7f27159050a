/** The system's Chromium: nothing is downloaded for the tests. */
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const names = ["chromium", "chromium-browser", "google-chrome"];
const howToGetIt = "The browser tests need Chromium: sudo apt-get install chromium";

/** Null where there is none, which only a person's own machine may do without. */
export function findChromium(isNeeded: boolean): string | null {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter(Boolean);
  const found = names.flatMap((name) => folders.map((folder) => join(folder, name))).find(canRun);
  if (found) return found;
  if (isNeeded) throw new Error(howToGetIt);
  process.stderr.write(`${howToGetIt}\nOnly what needs no browser is tested.\n`);
  return null;
}

/** It shall speak to the stack under test and to nobody else. */
export function browserFlags(): string[] {
  const flags = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
  ];
  const isRoot = process.getuid?.() === 0; // whose processes Chromium's sandbox refuses
  return isRoot ? [...flags, "--no-sandbox"] : flags;
}

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
