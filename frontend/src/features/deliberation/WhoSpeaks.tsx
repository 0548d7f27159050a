/** Who a voice is: role, the model that speaks for it, and those it stands in for. */
import { Code, MessageSquare, SearchCheck, Sparkle, Workflow } from "lucide-react";
import type { LucideIcon } from "lucide-react";
import { memo } from "react";
import { useProviderLabel } from "../../api/useProviderLabel";
import { t, wordFor } from "../../ui/t";
import { areAlikeButText, type Voice } from "./voice";
import { modelOf } from "./models";

const icons: Record<string, LucideIcon> = {
  reasoning: Workflow,
  creative: Sparkle,
  fact_checking: SearchCheck,
  code: Code,
};

interface Props {
  voice: Voice;
  title: string;
  id: string;
  part?: string;
  isChair?: boolean;
}

export const WhoSpeaks = memo(function WhoSpeaks({ voice, title, id, part = "", isChair = false }: Props) {
  const labelOf = useProviderLabel();
  const model = modelOf(voice, voice.model);
  const last = voice.fallbacks.at(-1);
  const replaced = last?.from_model === voice.model ? undefined : last;
  const former = replaced && modelOf(voice, replaced.from_model);
  const isNamesake = former !== undefined && former.label === model?.label; // at another provider
  const Icon = icons[voice.task] ?? MessageSquare;
  return (
    <div className="who">
      <h2 id={id}>{title}{part && <small> {part}</small>}</h2>
      <p>
        {!isChair && <Icon className="ic ic-s" aria-hidden />}
        <span className="sr">{isChair ? `${t("chair")}: ` : `${wordFor("task", voice.task, voice.task)}, `}</span>
        {model && <span title={titleOf(model)}>{model.label}</span>}
        {model && (!replaced || isNamesake) && <span className="provider">{labelOf(model.provider)}</span>}
        {former && (
          <>
            <span className="sr">{t("card.instead")}</span>
            <del title={titleOf(former)}>{isNamesake ? labelOf(former.provider) : former.label}</del>
          </>
        )}
      </p>
    </div>
  );
}, areAlikeButText);

/** Whole, where there is no room for its label. */
function titleOf({ label, name }: { label: string; name: string }): string {
  return `${label} (${name})`;
}
