import { describe, expect, it, test } from "vitest";
import type { Provider } from "../../api/providers";
import type { LanguageModel } from "../../api/types";
import type { Council } from "../../api/types";
import { rolesOf } from "./roles";
import { ledeOf, lineOf, span } from "./sentences";
import { conditionOf, inUse } from "./condition";

const soon = "2026-11-26T12:00:18Z";
const later = "2026-11-26T12:05:00Z";

function provider(more: Partial<Provider> = {}): Provider {
  return {
    name: "hf",
    label: "Hugging Face",
    adapter: "huggingface",
    is_enabled: true,
    is_configured: true,
    health: { status: "ok", checked_at: null, seconds: null, code: "", message: "" },
    model_count: 2,
    plan: "free",
    quota_windows: [],
    credit: null,
    loaded: null,
    traffic: { last_success_at: null, last_failure_at: null, last_failure_code: "" },
    left_alone: [],
    alerts: [],
    ...more,
  };
}

function model(name: string, more: Partial<LanguageModel> = {}): LanguageModel {
  return {
    name,
    label: name,
    provider: name.split(":")[0] ?? "",
    family: "",
    context_tokens: 0,
    tags: [],
    is_enabled: true,
    is_served: true,
    is_usable: true,
    readiness: { status: "ready", code: "", message: "", ready_at: null },
    state: { status: "closed", until: null, code: "" },
    traffic: { last_success_at: null, last_failure_at: null, last_failure_code: "" },
    strengths: [],
    substitute: null,
    price: null,
    ...more,
  };
}

const two = [model("hf:a"), model("hf:b")];
const resting = (name: string, until: string | null) => ({ model: name, until, code: "rate_limited" });
const unwell = (status: Provider["health"]["status"]) => provider({ health: { ...provider().health, status } });
const nameOf = (one: Provider, isRehearsal = false) => conditionOf(one, two, isRehearsal).name;

describe("a provider", () => {
  it("is what the operator made it before it is anything else", () => {
    expect(nameOf(provider({ is_enabled: false }), true)).toBe("paused");
    expect(nameOf(unwell("unreachable"), true)).toBe("rehearsed");
    expect(nameOf(provider({ is_configured: false }))).toBe("no_key");
  });

  it("is as well as it was found to be", () => {
    expect(nameOf(provider())).toBe("healthy");
    expect(nameOf(unwell("unknown"))).toBe("unknown");
    expect(nameOf(unwell("unreachable"))).toBe("unreachable");
    expect(nameOf(unwell("unauthorised"))).toBe("refused");
  });

  it("cools down when all of its models do, until the first is free", () => {
    const cooling = conditionOf(provider({ left_alone: [resting("hf:a", later), resting("hf:b", soon)] }), two, false);
    expect(cooling).toMatchObject({ name: "cooling", until: soon, code: "rate_limited", resting: 2 });
    expect(conditionOf(provider({ left_alone: [resting("hf:a", later)] }), two, false)).toMatchObject({ name: "partly", until: later });
    expect(conditionOf(provider({ left_alone: [resting("hf:a", null)] }), [model("hf:a")], false)).toMatchObject({ name: "cooling", until: null });
  });

  it("counts neither paused nor without a key", () => {
    const all = [provider(), provider({ is_enabled: false }), provider({ is_configured: false })].map((one) => conditionOf(one, two, false));
    expect(inUse(all)).toHaveLength(1);
  });
});

const council = {
  members: [
    { member: "ann", role: "Ann", task: "", is_chair: false, models: two.map(({ name, label }) => ({ name, label, provider: "hf" })) },
  ],
} as unknown as Council;

describe("who speaks for a role", () => {
  it("is the first that may be asked; those before it are passed over", () => {
    const models = [model("hf:a", { state: { status: "open", until: soon, code: "" } }), model("hf:b")];
    expect(rolesOf(council, models, [provider()])[0]?.hops.map(({ state }) => state)).toEqual(["off", "on"]);
    expect(rolesOf(council, two, [provider()])[0]?.hops.map(({ state }) => state)).toEqual(["on", "next"]);
  });

  it("is nobody where the provider is gone", () => {
    expect(rolesOf(council, two, [unwell("unreachable")])[0]).toMatchObject({ isSpoken: false });
  });
});

test("one sentence tells the whole", () => {
  const well = conditionOf(provider(), two, false);
  const gone = conditionOf(unwell("unreachable"), two, false);
  const spoken = rolesOf(council, two, [provider()]);
  const silent = rolesOf(council, [], []);
  expect(ledeOf([well, well, gone], spoken, false)).toBe("Two of three are well. Every query still gets a full council.");
  expect(ledeOf([well, well], silent, false)).toBe("All two in use are well. One place of the council has nobody to speak now.");
  expect(ledeOf([], spoken, false)).toBe("No provider is in use.");
  expect(ledeOf([well], spoken, true)).toMatch(/^A rehearsal:/);
});

test("what happened is told in a tone, and what no words are known for is not", () => {
  const event = { id: "1-0", at: "2026-11-26T12:00:00Z", provider: "hf" };
  const toneOf = (more: object) => lineOf({ ...event, type: "circuit.changed", ...more }, () => "HF")?.tone;
  expect(toneOf({ after: "resting", until: soon })).toBe("warn");
  expect(toneOf({ after: "open", until: soon })).toBe("err");
  expect(toneOf({ after: "closed" })).toBe("ok");
  expect(toneOf({ type: "alert.raised", kind: "quota_window", message: "Half." })).toBe("warn");
  expect(toneOf({ type: "health.changed", after: "unreachable" })).toBe("err");
  expect(lineOf({ ...event, type: "coined.later" }, () => "HF")).toBeNull();
});

test.each([[18, "18 s"], [150, "3 min"], [68_160, "18 h 56 min"], [400_000, "5 days"]])("%i seconds are %s", (seconds, said) => {
  expect(span(seconds)).toBe(said);
});
