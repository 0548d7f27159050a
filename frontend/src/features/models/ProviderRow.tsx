/** One provider: who it is and how it stands, what is left of its quota, its last day. */
import { Box, Cloud, Gem, Pause, Play, Plug, RotateCw, Server } from "lucide-react";
import type { CouncilFigures, Day, Deed, Provider, ProviderFigures } from "../../api/providers";
import { DayBars } from "./DayBars";
import { Quota } from "./Quota";
import { boundOf, whyOf } from "./sentences";
import type { Condition } from "./condition";
import { ConditionPill } from "./ConditionPill";
import { say } from "./words";

const marks = { huggingface: Cloud, gemini: Gem, ollama: Server, openai_compatible: Plug, inference_endpoint: Box };

interface Props {
  provider: Provider;
  condition: Condition;
  day: Day | undefined;
  figures: ProviderFigures | undefined;
  ofCouncils: CouncilFigures | undefined;
  isStaff: boolean;
  isBusy: boolean;
  carryOut: (deed: Deed) => void;
}

export function ProviderRow({ provider, condition, day, figures, ofCouncils, isStaff, isBusy, carryOut }: Props) {
  const Mark = marks[provider.adapter];
  return (
    <article className="prov" aria-label={provider.label} aria-busy={isBusy}>
      <section>
        <div className="top">
          <span className="glyph"><Mark className="ic" aria-hidden /></span>
          <div>
            <h2>{provider.label}</h2>
            <p className="sub">{offerOf(provider)}</p>
          </div>
        </div>
        <p className="pillline"><ConditionPill condition={condition} /></p>
        <p className="why">{whyOf(provider, condition, ofCouncils)} {condition.name === "healthy" && boundOf(provider)}</p>
        {isStaff && <Deeds provider={provider} condition={condition} isBusy={isBusy} carryOut={carryOut} />}
      </section>
      <Quota provider={provider} usual={ofCouncils?.usual_opinions.find((one) => one.provider === provider.name)} />
      <DayBars provider={provider} day={day} figures={figures} />
    </article>
  );
}

function Deeds({ provider, condition, isBusy, carryOut }: Pick<Props, "provider" | "condition" | "isBusy" | "carryOut">) {
  const { name, label, is_enabled } = provider;
  const whyNot = untestable(condition);
  const named = (what: string) => say("of_provider", { what, provider: label });
  return (
    <div className="btns">
      <button type="button" className="btn sm" aria-label={named(say("test_now"))} disabled={isBusy || whyNot !== ""} {...(whyNot && { title: whyNot })} onClick={() => carryOut({ name: "test", provider: name })}>
        <RotateCw className="ic" aria-hidden />
        {isBusy ? say("testing") : say("test_now")}
      </button>
      <button type="button" className="btn sm quiet" aria-label={named(say(is_enabled ? "pause" : "resume"))} disabled={isBusy} onClick={() => carryOut({ name: is_enabled ? "pause" : "resume", provider: name })}>
        {is_enabled ? <Pause className="ic" aria-hidden /> : <Play className="ic" aria-hidden />}
        {say(is_enabled ? "pause" : "resume")}
      </button>
      <a className="btn sm quiet" aria-label={named(say("edit"))} href={`/admin/providers/provider/?q=${encodeURIComponent(name)}`}>{say("edit")}</a>
    </div>
  );
}

function untestable({ name }: Condition): string {
  if (name === "rehearsed") return say("nobody_asked");
  return name === "paused" ? say("is_paused") : "";
}

function offerOf({ adapter, model_count: count }: Provider): string {
  return say(`offers.${adapter}`, { count });
}
