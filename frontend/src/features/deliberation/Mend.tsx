/** What is to be done about a fault that asking again cannot mend, and where. */
import { Link } from "wouter";
import { t, wordFor } from "../../ui/t";
import type { Voice } from "./voice";

const ofKeys = new Set(["invalid_credentials", "quota_exhausted"]);
const ofOperator = new Set(["gated", "unpriced", "misconfigured"]);

export function Mend({ voice }: { voice: Voice }) {
  const code = voice.code ?? "";
  const what = wordFor("mend", code, "");
  if (ofKeys.has(code)) return <>{what} <Link href="/setup">{t("mend.to_keys")}</Link></>;
  if (ofOperator.has(code)) return <>{what} <a href="/admin/providers/">{t("mend.to_admin")}</a></>;
  return what;
}
