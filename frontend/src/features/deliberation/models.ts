/** Which of a voice's models answered, and what was passed over on the way. */
import type { AskedShown } from "../../api/events";
import type { Voice } from "./voice";

/** What was asked or left out on the way to the model that answered. */
export function passedOver(voice: Voice): AskedShown[] {
  return voice.routing?.asked.filter((asked) => asked.code !== "" && asked.model !== voice.model) ?? [];
}

/** Whether another model than the first answered, or the same one at another host. */
export function tookDetour(voice: Voice): boolean {
  if (voice.routing === null || voice.model === null || voice.routing.reason === "") return false;
  const place = indexOf(voice, voice.model);
  const isElsewhere = voice.routing.asked[0]?.model !== voice.model || place > 0;
  return isElsewhere || passedOver(voice).some((asked) => asked.attempts > 0 || indexOf(voice, asked.model) === place);
}

/** The model by its name; before anybody was asked, the first in order. Behind a router one may
 * have been pinned to a host, `name:host`. */
export function modelOf(voice: Voice, name: string | null): Voice["models"][number] | undefined {
  if (name === null) return voice.models[0];
  const found = voice.models[indexOf(voice, name)];
  if (found === undefined) {
    return { name, label: name.replace(/^[^:]*:/, ""), provider: name.split(":")[0] ?? "" };
  }
  const host = name.slice(found.name.length + 1);
  return host === "" ? found : { ...found, name, label: `${found.label} · ${host}` };
}

/** Those that come next in the voice's order. */
export function modelsAfter(voice: Voice): Voice["models"] {
  return voice.models.slice(voice.model === null ? 0 : indexOf(voice, voice.model) + 1);
}

/** Its place in the voice's order, -1 if it has none. */
export function indexOf(voice: Voice, name: string): number {
  const exact = voice.models.findIndex((model) => model.name === name);
  return exact >= 0 ? exact : voice.models.findIndex((model) => name.startsWith(`${model.name}:`));
}
