/** What a provider's verdict means to who set the key, and what is to be mended. */
import type { ProviderKey } from "../../api/keys";
import type { Kind } from "./KeySection";
import { say, sayOf } from "./words";

/** What the provider itself says stands in place of our word only where it says more. */
export function mendOf(kind: Kind, { verdict, verdict_message }: ProviderKey): string {
  const isCertain = verdict !== "valid" && verdict !== "unknown";
  if (!isCertain && verdict_message) return verdict_message;
  return sayOf(`mend_${kind}`, verdict, sayOf("mend", verdict, verdict_message));
}

export function verdictSaid(provider: string, kind: Kind, key: ProviderKey): string {
  const verdict = sayOf("verdict", key.verdict, key.verdict);
  return say("said", { provider, verdict, mend: mendOf(kind, key) });
}
