/** A second stack whose providers are real to it: it has keys, and what they open is the rehearsal
 * upstream. So it has health, cooldowns and quotas, which a rehearsal has not. */
import type { ChildProcess } from "node:child_process";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { freePort, isPicturing, python, rehearsalUrl, root } from "./stack";
import type { Way } from "./wayTo";
import { wayTo } from "./wayTo";

const startsWithin = 90_000;
const stopsWithin = 20_000;

export interface RealStack {
  url: string;
  ollama: Way;
  log: () => string;
  /** A command of its own, on its database. */
  manage: (...args: string[]) => string;
  stop: () => Promise<void>;
}

export async function startRealStack(): Promise<RealStack> {
  const folder = mkdtempSync(join(tmpdir(), "ai-council-real-"));
  const port = await freePort();
  const output = openSync(join(folder, "up.log"), "a");
  const ollama = await wayTo(rehearsalUrl);
  const env = { ...process.env, ...environment(folder, port), OLLAMA_HOST: ollama.url };
  const up = spawn(python, ["manage.py", "up"], { cwd: root, env, stdio: ["ignore", output, output] });
  const stack = {
    url: `http://127.0.0.1:${port}`,
    ollama,
    log: () => readFileSync(join(folder, "up.log"), "utf8"),
    manage: (...args: string[]) => execFileSync(python, ["manage.py", ...args], { cwd: root, env, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }),
    stop: () => stop(up, folder).then(ollama.close),
  };
  await expect.poll(() => isReady(stack.url), { timeout: startsWithin, message: "the stack is ready" }).toBe(true);
  return stack;
}

function environment(folder: string, port: string): Record<string, string> {
  return {
    HOST: "127.0.0.1",
    PORT: port,
    VAR_DIR: folder,
    DATABASE_URL: "",
    REDIS_URL: "",
    DEBUG: "off",
    SINGLE_USER: "on",
    REHEARSAL: "off",
    REHEARSAL_URL: rehearsalUrl,
    HF_TOKEN: "hf_canarykey",
    HF_BASE_URL: rehearsalUrl,
    HF_HUB_URL: rehearsalUrl,
    GEMINI_API_KEY: "AIzacanarykey",
    GEMINI_BASE_URL: rehearsalUrl,
    GRACE_SECONDS: isPicturing ? "12" : "2",
  };
}

async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/readyz`).then((answer) => answer.ok, () => false);
}

async function stop(up: ChildProcess, folder: string): Promise<void> {
  const gone = once(up, "exit", { signal: AbortSignal.timeout(stopsWithin) });
  up.kill("SIGTERM");
  await gone;
  rmSync(folder, { recursive: true, force: true });
}
