/** The stack under test: a port, a data folder and a rehearsal upstream of its own. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export const root = resolve(import.meta.dirname, "../../..");
export const python = join(root, ".venv/bin/python");
export const isPicturing = Boolean(process.env["PICTURES"]);
const pace = isPicturing ? 1 : 5; // times as fast as models speak

// This file is read by the runner first, then by each of its workers, which inherit its environment.
const port = (process.env["E2E_PORT"] ??= await freePort());
const rehearsalPort = (process.env["E2E_REHEARSAL_PORT"] ??= await freePort());
const varDir = (process.env["E2E_VAR_DIR"] ??= ownFolder());

export const webUrl = `http://127.0.0.1:${port}`;
export const rehearsalUrl = `http://127.0.0.1:${rehearsalPort}`;

const stopsWell = { gracefulShutdown: { signal: "SIGTERM", timeout: 20_000 } } as const;

export const rehearsalServer = {
  name: "rehearsal",
  command: `exec "${python}" -m providers.rehearsal --port ${rehearsalPort} --speed ${pace}`,
  cwd: root,
  url: `${rehearsalUrl}/rehearsal/calls`,
  ...stopsWell,
};

export const stackServer = {
  name: "stack",
  command: `echo $$ >"${varDir}/up.pid"; exec "${python}" manage.py up >"${varDir}/up.log" 2>&1`,
  cwd: root,
  url: `${webUrl}/readyz`,
  timeout: 90_000,
  env: {
    HOST: "127.0.0.1",
    PORT: port,
    VAR_DIR: varDir,
    DATABASE_URL: "", // an own SQLite and an own Redis, whatever `.env` says
    REDIS_URL: "",
    DEBUG: "off",
    SINGLE_USER: "on",
    REHEARSAL: "on",
    REHEARSAL_URL: rehearsalUrl,
    LEASE_SECONDS: "2",
    GRACE_SECONDS: isPicturing ? "8" : "2",
  },
  ...stopsWell,
};

export function readLog(): string {
  return readFileSync(join(varDir, "up.log"), "utf8");
}

/** A command of the stack's own, on its database. */
export function manage(...args: string[]): string {
  return execFileSync(python, ["manage.py", ...args], { cwd: root, env: { ...process.env, ...stackServer.env }, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}

/** The process that runs deliberations: a child of `up`. */
export function workerPid(): number {
  const up = readFileSync(join(varDir, "up.pid"), "utf8").trim();
  const lines = execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" }).split("\n");
  const found = lines.map((line) => line.trim().split(/\s+/)).find(([, parent, ...args]) => parent === up && args.join(" ").includes(" -n worker@"));
  if (!found) throw new Error("The stack has no worker");
  return Number(found[0]);
}

function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "ai-council-e2e-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function freePort(): Promise<string> {
  return new Promise((tell, fail) => {
    const probe = createServer().once("error", fail);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => tell(String(typeof address === "object" ? address?.port : "")));
    });
  });
}
