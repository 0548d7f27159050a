import { describe, expect, it } from "vitest";
import type { ProviderKey } from "../../api/providerKeys";
import { mendOf, verdictSaid } from "./verdict";

type Verdict = ProviderKey["verdict"];

function key(verdict: Verdict, verdict_message = ""): ProviderKey {
  return {
    id: "1",
    name: "Saved key",
    last_four: "x7Qz",
    key_id: "0123456789ab",
    is_enabled: true,
    verdict,
    verdict_message,
    verdict_at: null,
    added_by: null,
    created_at: "2026-11-26T12:00:00Z",
  };
}

describe("what is to be mended", () => {
  it("is told in our words where the key is refused, whatever the provider says", () => {
    expect(mendOf("huggingface", key("invalid", "401 Unauthorized"))).toMatch(/Copy it whole/);
    expect(mendOf("gemini", key("no_credit", "402"))).toMatch(/Add credit/);
  });

  it("names what to tick where the provider is known", () => {
    expect(mendOf("huggingface", key("no_permission"))).toMatch(/Make calls to Inference Providers/);
    expect(mendOf("gemini", key("no_permission"))).toMatch(/Generative Language API/);
  });

  it("has the provider's word where that says more than ours", () => {
    expect(mendOf("gemini", key("valid", "Its rate is used up."))).toBe("The provider takes this key. Its rate is used up.");
    expect(mendOf("gemini", key("unknown", "It serves no model."))).toBe("It serves no model.");
    expect(mendOf("gemini", key("valid"))).toMatch(/^The key is right/);
  });

  it("has a word for every verdict there is", () => {
    const every = ["valid", "invalid", "no_permission", "no_credit", "unreachable", "unknown"] satisfies Verdict[];
    for (const verdict of every) expect(mendOf("huggingface", key(verdict)), verdict).toMatch(/\.$/);
  });
});

it("is said in one breath: whose key, the verdict, and what to do", () => {
  expect(verdictSaid("Hugging Face", "huggingface", key("invalid"))).toMatch(/^Hugging Face: Refused\. The provider does not know this key/);
});
