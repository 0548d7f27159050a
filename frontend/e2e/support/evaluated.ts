/** A kept evaluation, and what is learned from it, in a second. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** By the commands of the stack it is for. */
export function evaluateTinySet(manage: (...args: string[]) => string): void {
  const folder = tinySet();
  try {
    manage("evaluate", folder, "--strategy", "vote", "panel", "--keep");
    manage("calibrate", folder);
  } finally {
    rmSync(join(folder, ".."), { recursive: true });
  }
}

/** Forty questions to learn from and four to score; ann knows all, bob every second. */
function tinySet(): string {
  const folder = join(mkdtempSync(join(tmpdir(), "ai-council-set-")), "tiny");
  mkdirSync(folder);
  const ids = Array.from({ length: 44 }, (_, i) => (i < 40 ? `t${i}` : `s${i - 40}`));
  const questions = ids.map((id) => ({ id, prompt: `${id}?`, kind: "number", gold: "7", split: id.startsWith("t") ? "train" : "test" }));
  const answers = ids.flatMap((id, i) => ["ann", "bob"].map((m) => ({ q: id, m, text: `Answer: ${m === "ann" || i % 2 ? 7 : 8}` })));
  writeFileSync(join(folder, "dataset.json"), JSON.stringify({ name: "tiny", kind: "number", task: "sums", members: ["ann", "bob"] }));
  for (const [name, lines] of Object.entries({ questions, answers })) writeFileSync(join(folder, `${name}.jsonl`), lines.map((line) => JSON.stringify(line)).join("\n"));
  return folder;
}
