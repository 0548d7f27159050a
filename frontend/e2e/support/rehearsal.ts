/** The rehearsal upstream's own routes: what its models say, and what goes wrong with them. */
import type { APIRequestContext } from "@playwright/test";
import { rehearsalUrl } from "./stack";

type Scripts = Record<string, string[]>;

/** The first models of the council "general". */
export const models = {
  reasoner: "openai/gpt-oss-120b",
  creative: "google/gemma-4-31B-it",
  factChecker: "meta-llama/Llama-3.3-70B-Instruct",
  chair: "deepseek-ai/DeepSeek-V4-Pro",
};

export class Rehearsal {
  constructor(private readonly request: APIRequestContext) {}

  /** By model, call by call; the last answer stays. "*" stands for every model. */
  async say(answers: Scripts): Promise<void> {
    await this.request.put(`${rehearsalUrl}/rehearsal/answers`, { data: answers });
  }

  /** By model, one fault per call, `*` after the last for ever. */
  async fail(faults: Scripts): Promise<void> {
    await this.request.put(`${rehearsalUrl}/rehearsal/faults`, { data: faults });
  }

  async clear(): Promise<void> {
    await this.request.delete(`${rehearsalUrl}/rehearsal/answers`);
    await this.request.delete(`${rehearsalUrl}/rehearsal/faults`);
  }
}
