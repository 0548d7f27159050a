/** From a clean checkout to the page. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "../support/test";
import { hold } from "./budget";

const frontend = join(import.meta.dirname, "../..");
const left = ["node_modules", "dist", "test-results", "playwright-report"].map((name) => join(frontend, name));

test("npm ci and the build", async () => {
  await hold({
    ci: { what: "`npm ci`", most: 60, unit: "s", digits: 1 },
    build: { what: "`npm run build`", most: 10, unit: "s", digits: 1 },
  }, () => {
    const folder = mkdtempSync(join(tmpdir(), "ai-council-build-"));
    cpSync(frontend, folder, { recursive: true, filter: (path) => !left.includes(path) });
    const ci = secondsOf(folder, "ci", "--no-fund", "--no-audit");
    const build = secondsOf(folder, "run", "build");
    rmSync(folder, { recursive: true, force: true });
    return Promise.resolve({ ci, build });
  });
});

function secondsOf(cwd: string, ...args: string[]): number {
  const from = performance.now();
  execFileSync("npm", args, { cwd, stdio: ["ignore", "ignore", "pipe"] });
  return (performance.now() - from) / 1_000;
}
