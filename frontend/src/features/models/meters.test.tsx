import { cleanup, render } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import type { Provider, QuotaWindow, UsualOpinion } from "../../api/providers";
import { Memory } from "./Memory";
import { meterOf, planOf } from "./meters";

const now = Date.parse("2026-11-26T12:00:00Z");
const soon = "2026-11-26T12:00:18Z";
const later = "2026-11-26T12:05:00Z";
const month = { metric: "cost", period: "month", used: null, limit: null, used_usd: "1.62", limit_usd: "2", resets_at: "2026-12-01T00:00:00Z" } as const;
const usual: UsualOpinion = { provider: "hf", opinions: 40, input_tokens: 100, output_tokens: 400, cost_usd: "0.001115" };

function quotaWindow(more: Partial<QuotaWindow>): QuotaWindow {
  const counted = { used: 118, limit: 120, used_usd: null, limit_usd: null, held_usd: null };
  return { scope: "provider", scope_id: "hf", metric: "requests", period: "minute", resets_at: soon, waiting: null, is_soft: false, ...counted, ...more };
}

describe("a meter", () => {
  it("says how much of what, and when some of it frees", () => {
    expect(meterOf(quotaWindow({}), now)).toMatchObject({ name: "Requests in any minute", amount: "118 of 120", tone: "err", note: "frees up in 18 s" });
  });

  it("tells what is reserved of money", () => {
    const money = { ...month, held_usd: "0.5" };
    expect(meterOf(quotaWindow(money), now)).toMatchObject({ amount: "$1.62 of $2.00", reserved: 25, tone: "warn", note: "$0.50 reserved for members now speaking" });
  });

  it("does not invent what cannot be read", () => {
    expect(meterOf(quotaWindow({ used: null }), now)).toMatchObject({ amount: "unknown", used: 0, note: "cannot be read now" });
  });

  it("says how many opinions the rest is good for, by what one usually takes", () => {
    expect(meterOf(quotaWindow(month), now, usual).note).toBe("about 340 more opinions");
    const tokens = { metric: "tokens", period: "day", used: 9_400, limit: 10_000, resets_at: later } as const;
    expect(meterOf(quotaWindow(tokens), now, usual).note).toBe("about 1 more opinion; resets in 5 min");
    expect(meterOf(quotaWindow({ ...month, used_usd: "2.1" }), now, usual).note).toBe("about 0 more opinions");
  });

  it("says nothing of opinions where nobody can tell", () => {
    const untold = "";
    expect(meterOf(quotaWindow(month), now).note).toBe(untold);
    expect(meterOf(quotaWindow(month), now, { ...usual, cost_usd: null }).note).toBe(untold);
    expect(meterOf(quotaWindow(month), now, { ...usual, cost_usd: "0" }).note).toBe(untold);
    expect(meterOf(quotaWindow({ ...month, scope: "model" }), now, usual).note).toBe("resets Dec 1");
    expect(meterOf(quotaWindow({}), now, usual).note).toBe("frees up in 18 s");
  });

  it("says who waits for a slot", () => {
    const slots = { metric: "concurrency", period: "at_once", resets_at: null, limit: 2 } as const;
    const noteOf = (used: number, waiting: number | null) => meterOf(quotaWindow({ ...slots, used, waiting }), now).note;
    expect(noteOf(2, 1)).toBe("1 waiting in the queue");
    expect(noteOf(2, 3)).toBe("3 waiting in the queue");
    expect(noteOf(2, 0)).toBe("full: who comes next waits or falls back");
    expect(noteOf(1, 0)).toBe("1 member is speaking");
    expect(noteOf(0, null)).toBe("all are free");
  });
});

afterEach(cleanup);

it("says above the meters what the plan is and when its credit is there again", () => {
  const plan = (...windows: QuotaWindow[]) => planOf({ plan: "free", quota_windows: windows } as Provider, now);
  const slots = quotaWindow({ metric: "concurrency", period: "at_once", resets_at: null });
  expect(plan(quotaWindow({}), quotaWindow(month), slots)).toBe("plan: free, billing resets Dec 1");
  expect(plan(quotaWindow({}), slots)).toBe("plan: free");
  expect(plan(slots)).toBe("no limits set");
});

describe("an Ollama's memory", () => {
  function said(...loaded: [string, number, number][]): string {
    const { container } = render(<Memory loaded={loaded.map(([model, memory_bytes, video_bytes]) => ({ model, memory_bytes, video_bytes }))} />);
    return Array.from(container.querySelectorAll("span, b, .n"), ({ textContent }) => textContent).join(" ");
  }

  it("is told in gigabytes, with what lies in it and where", () => {
    expect(said(["gemma4:latest", 9.6e9, 9.6e9], ["qwen3:4b", 2.2e9, 2.2e9])).toBe("Memory in use 11.8 GB gemma4 and qwen3:4b are loaded; all on the graphics card");
    expect(said(["gemma4:12b", 8e9, 5.5e9])).toBe("Memory in use 8 GB gemma4:12b is loaded; 5.5 GB on the graphics card");
    expect(said(["gemma4:12b", 8e9, 0])).toBe("Memory in use 8 GB gemma4:12b is loaded; none of it on a graphics card");
  });

  it("is not guessed where it is not told", () => {
    expect(said(["gemma4:12b", 0, 0])).toBe("Memory in use gemma4:12b is loaded");
    expect(said()).toBe("Memory in use no model is loaded; the first answer waits until one is");
  });
});
