/** A stack beside the one under test, for what that one is not: without a key, and for several people. */
import type { ChildProcess } from "node:child_process";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "@playwright/test";
import { freePort, rehearsalUrl } from "./stack";

const root = resolve(import.meta.dirname, "../../..");
const python = join(root, ".venv/bin/python");
export const admin = { name: "dora", password: "a canary sings twice" };

export interface OwnStack {
  url: string;
  /** From here on an Ollama answers where the stack looks for one. */
  startOllama: () => Promise<void>;
  log: () => string;
  stop: () => Promise<void>;
}

/** Its providers are the rehearsal upstream, called as if it were real; it has a key for none of them. */
export async function startOwnStack(settings: Record<string, string> = {}): Promise<OwnStack> {
  const folder = mkdtempSync(join(tmpdir(), "ai-council-own-"));
  const [port, ollamaPort] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  const env = { ...process.env, ...without, VAR_DIR: folder, HF_HOME: folder, PORT: port, OLLAMA_HOST: `http://127.0.0.1:${ollamaPort}`, ...settings };
  const children: ChildProcess[] = [];

  function run(...args: string[]): void {
    const out = openSync(join(folder, "out.log"), "a");
    children.push(spawn(python, args, { cwd: root, env, stdio: ["ignore", out, out] }));
    closeSync(out);
  }

  run("manage.py", "up");
  await untilAnswers(`${url}/readyz`);
  const superuser = { DJANGO_SUPERUSER_USERNAME: admin.name, DJANGO_SUPERUSER_PASSWORD: admin.password, DJANGO_SUPERUSER_EMAIL: "" };
  execFileSync(python, ["manage.py", "createsuperuser", "--noinput"], { cwd: root, env: { ...env, ...superuser }, stdio: "ignore" });
  return {
    url,
    startOllama: async () => {
      run("-m", "providers.rehearsal", "--port", ollamaPort, "--speed", "5");
      await untilAnswers(`http://127.0.0.1:${ollamaPort}/api/version`);
    },
    log: () => readFileSync(join(folder, "out.log"), "utf8"),
    stop: async () => {
      await Promise.all(children.map(end));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const without = {
  HOST: "127.0.0.1",
  DATABASE_URL: "",
  REDIS_URL: "",
  DEBUG: "off",
  SINGLE_USER: "off",
  REHEARSAL: "",
  REHEARSAL_URL: "",
  HF_TOKEN: "",
  HUGGINGFACE_TOKEN: "",
  HUGGINGFACE_API_KEY: "",
  HUG_API_KEY: "",
  GEMINI_API_KEY: "",
  GOOGLE_API_KEY: "",
  OPENAI_COMPATIBLE: "",
  HF_BASE_URL: rehearsalUrl,
  HF_HUB_URL: rehearsalUrl,
  GEMINI_BASE_URL: rehearsalUrl,
  GRACE_SECONDS: "2",
};

async function untilAnswers(url: string): Promise<void> {
  await expect.poll(() => fetch(url).then(({ ok }) => ok, () => false), { timeout: 90_000 }).toBe(true);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const hasEnded = once(child, "exit");
  child.kill("SIGTERM");
  await hasEnded;
}
