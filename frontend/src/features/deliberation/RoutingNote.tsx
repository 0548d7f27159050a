/** Why this model answered and not the first: one line, which opens to what was asked before. */
import { ArrowLeftRight, ChevronDown } from "lucide-react";
import type { AskedShown } from "../../api/events";
import { T, t, wordFor } from "../../ui/t";
import { FellBack } from "./FellBack";
import { type Voice } from "./voice";
import { modelOf, passedOver } from "./models";

export function RoutingNote({ voice }: { voice: Voice }) {
  return (
    <details className="note route">
      <summary>
        <ArrowLeftRight className="ic" aria-hidden />
        <span><Headline voice={voice} /></span>
        <ChevronDown className="ic ic-s" aria-hidden />
      </summary>
      <RoutingStory voice={voice} />
    </details>
  );
}

export function RoutingStory({ voice }: { voice: Voice }) {
  return (
    <div className="story" role="group" tabIndex={0} aria-label={t("route.why", { role: voice.role })}>
      <p>{voice.routing?.reason}</p>
      <ol className="attempts">
        {passedOver(voice).map((asked, i) => <PassedOver key={i} voice={voice} asked={asked} />)}
      </ol>
    </div>
  );
}

function Headline({ voice }: { voice: Voice }) {
  const last = voice.fallbacks.at(-1);
  if (last?.to_model === voice.model) return <FellBack voice={voice} fallback={last} />;
  return voice.routing?.reason; // somebody was left out, or the model it fell back to did no better
}

function PassedOver({ voice, asked }: { voice: Voice; asked: AskedShown }) {
  const { attempts: count, code, message } = asked;
  const model = modelOf(voice, asked.model)?.label ?? asked.model;
  return (
    <li className={count > 0 ? "bad" : "next"}>
      <span>
        {count > 0 ? <T k="route.failed" model={model} count={count} /> : <T k="route.left_out" model={model} />}
        <small>{message || wordFor("code", code, code)}</small>
      </span>
    </li>
  );
}
