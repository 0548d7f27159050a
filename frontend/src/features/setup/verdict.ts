/** What a provider's verdict means to who set the key, and what is to be mended. */
import type { ProviderKey } from "../../api/providerKeys";
import { say, wordFor } from "./words";

/** Who the key is for: what is to be mended is named as that provider names it. */
export type Kind = "huggingface" | "gemini";

/** What the provider itself says stands in place of our word only where it says more. */
export function mendOf(kind: Kind, { verdict, verdict_message }: ProviderKey): string {
  if (verdict === "valid" && verdict_message) return say("valid_though", { message: verdict_message });
  if (verdict === "unknown" && verdict_message) return verdict_message;
  return wordFor(`mend_${kind}`, verdict, wordFor("mend", verdict, verdict_message));
}

export function verdictSaid(provider: string, kind: Kind, key: ProviderKey): string {
  const verdict = wordFor("verdict", key.verdict, key.verdict);
  return say("said", { provider, verdict, mend: mendOf(kind, key) });
}
