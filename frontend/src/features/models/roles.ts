/** Which model would speak for each place of a council now. */
import { canSpeak } from "../../api/models";
import type { Provider } from "../../api/providers";
import type { Council, CouncilMember, LanguageModel } from "../../api/types";

type HopState = "on" | "off" | "next";

export interface Hop {
  name: string;
  label: string;
  provider: string;
  state: HopState;
}

export interface RoleLine {
  member: CouncilMember;
  hops: Hop[];
  isSpoken: boolean;
}

export function rolesOf(council: Council, models: LanguageModel[], providers: Provider[]): RoleLine[] {
  const known = new Map(models.map((model) => [model.name, model]));
  const well = new Map(providers.map((provider) => [provider.name, isThere(provider)]));
  return council.members.map((member) => {
    const able = member.models.map(({ name, provider }) => canSpeak(known.get(name)) && well.get(provider) !== false);
    const speaker = able.indexOf(true);
    const hops = member.models.map(({ name, label, provider }, i) => ({ name, label, provider, state: stateOf(i, speaker, able) }));
    return { member, hops, isSpoken: speaker >= 0 };
  });
}

function stateOf(place: number, speaker: number, able: boolean[]): HopState {
  if (place === speaker) return "on";
  return able[place] ? "next" : "off";
}

function isThere({ is_enabled, health }: Provider): boolean {
  return is_enabled && health.status !== "unreachable" && health.status !== "unauthorised";
}
