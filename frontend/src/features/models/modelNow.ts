/** Whether a model could answer now, and if not, why. */
import type { Provider } from "../../api/providers";
import type { LanguageModel } from "../../api/types";

type NowName =
  | "ready" | "cold" | "loading" | "not_served" | "gated" | "error" | "unknown" | "resting" | "disabled" | "paused" | "no_key" | "played";

export interface Now {
  name: NowName;
  tone: string;
  until: string | null;
}

const tones: Record<NowName, string> = {
  ready: "t-ok",
  cold: "t-ok",
  loading: "t-info t-plain",
  played: "t-info t-plain",
  resting: "t-warn",
  gated: "t-err",
  error: "t-err",
  not_served: "t-solid",
  disabled: "t-solid",
  paused: "t-solid",
  no_key: "t-dashed",
  unknown: "t-dashed",
};

export function nowOf(model: LanguageModel, provider: Provider | undefined, isRehearsal: boolean): Now {
  const name = nameOf(model, provider, isRehearsal);
  return { name, tone: tones[name], until: name === "resting" ? model.state.until : null };
}

function nameOf(model: LanguageModel, provider: Provider | undefined, isRehearsal: boolean): NowName {
  if (!model.is_enabled) return "disabled";
  if (provider?.is_enabled === false) return "paused";
  if (isRehearsal) return "played";
  if (provider?.is_configured === false) return "no_key";
  if (model.state.status === "open" && model.readiness.status !== "loading") return "resting";
  return model.readiness.status === "ready" && model.readiness.code === "cold" ? "cold" : model.readiness.status;
}
