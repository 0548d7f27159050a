/** One row for each model; on a phone one card. */
import { Check, TriangleAlert } from "lucide-react";
import type { Provider } from "../../api/providers";
import type { LanguageModel } from "../../api/types";
import { useNow } from "../../ui/clock";
import { secondsLeft } from "../../ui/countdown";
import { wordForTag } from "./choosing";
import { t } from "../../ui/t";
import { usdExact } from "./meters";
import { nowOf } from "./modelNow";
import { span } from "./sentences";
import { say } from "./words";

interface Props {
  models: LanguageModel[];
  providers: Provider[];
  isRehearsal: boolean;
  isStaff: boolean;
}

const columns = ["tasks", "context", "price", "health", "strength"] as const;

export function ModelTable({ models, providers, isRehearsal, isStaff }: Props) {
  return (
    <div className="modeltable" role="group" tabIndex={0} aria-label={t("models")}>
      <table>
        <thead>
          <tr>
            <th scope="col">{say("col.model")}</th>
            {columns.map((column) => <th scope="col" key={column}>{say(`col.${column}`)}</th>)}
            {isStaff && <th scope="col"><span className="sr">{say("col.edit")}</span></th>}
          </tr>
        </thead>
        <tbody>
          {models.map((model) => (
            <Row key={model.name} model={model} provider={providers.find(({ name }) => name === model.provider)} isRehearsal={isRehearsal} isStaff={isStaff} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ model, provider, isRehearsal, isStaff }: Omit<Props, "models" | "providers"> & { model: LanguageModel; provider: Provider | undefined }) {
  const own = model.name.slice(model.provider.length + 1);
  return (
    <tr>
      <th scope="row">
        <b>{model.label}</b>
        <small>{provider?.label ?? model.provider} · {own}</small>
      </th>
      <td data-name={say("col.tasks")}>
        <ul className="tags">{model.tags.map((tag) => <li key={tag}>{wordForTag(tag)}</li>)}</ul>
      </td>
      <td className="num nb" data-name={say("col.context")}>{contextOf(model)}</td>
      <td className="num" data-name={say("col.price")}>{priceOf(model)}</td>
      <td data-name={say("col.health")}><Now model={model} provider={provider} isRehearsal={isRehearsal} /></td>
      <td className="num strength" data-name={say("col.strength")}><Strengths model={model} /></td>
      {isStaff && (
        <td className="nb">
          <a href={`/admin/providers/languagemodel/?q=${encodeURIComponent(own)}`} aria-label={say("of_provider", { what: say("edit"), provider: model.label })}>{say("edit")}</a>
        </td>
      )}
    </tr>
  );
}

function Now({ model, provider, isRehearsal }: { model: LanguageModel; provider: Provider | undefined; isRehearsal: boolean }) {
  const { name, tone, until } = nowOf(model, provider, isRehearsal);
  const now = useNow(until !== null);
  const Mark = tone === "t-ok" ? Check : tone === "t-err" || tone === "t-warn" ? TriangleAlert : null;
  const why = model.readiness.message;
  return (
    <>
      <span className={`state ${tone}`} {...(why && { title: why })}>
        {Mark && <Mark className="ic ic-s" aria-hidden />}
        <span className="num">{say(`now.${name}`)}{until !== null && `, ${span(secondsLeft(until, now))}`}</span>
      </span>
      {model.substitute && <small> {say("now.instead", { model: model.substitute })}</small>}
    </>
  );
}

function Strengths({ model: { strengths } }: { model: LanguageModel }) {
  if (strengths.length === 0) return <small>{say("strength.unknown")}</small>;
  return (
    <ul>
      {strengths.map(({ kind, accuracy, right, scored }) => (
        <li key={kind}>
          {accuracy === null ? `${kind}: ` : `${say("strength.of", { percent: Math.round(accuracy * 100), kind })} `}
          <small>{say("strength.scored", { right, scored })}</small>
        </li>
      ))}
    </ul>
  );
}

function contextOf({ context_tokens: tokens }: LanguageModel) {
  return tokens === 0 ? <small>{say("context.unknown")}</small> : say("context.tokens", { count: Math.round(tokens / 1_000) });
}

function priceOf({ price }: LanguageModel) {
  if (price === null) return <small>{say("price.unknown")}</small>;
  const { input_usd_per_million: input, output_usd_per_million: output } = price;
  if (Number(input) === 0 && Number(output) === 0) return say("price.free");
  return say("price.in_out", { input: usdExact(input), output: usdExact(output) });
}
