/** Where a voice went when its model refused, and why. */
import { useProviderLabel } from "../../api/useProviderLabel";
import { T } from "../../ui/t";
import { type Fallback, type Voice } from "./voice";
import { modelOf } from "./models";

export function FellBack({ voice, fallback }: { voice: Voice; fallback: Fallback }) {
  const labelOf = useProviderLabel();
  const model = modelOf(voice, fallback.to_model);
  const provider = labelOf(model?.provider ?? "");
  return <T k="card.fell_back" model={model?.label ?? ""} provider={provider} message={fallback.message} />;
}
