/** Whom to ask: the enabled models of all providers, by provider, searched by name. */
import { useState } from "react";
import { useModels } from "../../api/models";
import type { LanguageModel } from "../../api/types";
import { useProviderLabel } from "../../api/useProviderLabel";
import { t } from "../../ui/t";
import { Refused } from "./Refused";
import { say } from "./words";

const mostModels = 10;

interface Props {
  chosen: string[];
  change: (chosen: string[]) => void;
}

export function ModelPicker({ chosen, change }: Props) {
  const [search, setSearch] = useState("");
  const { data = [], isPending, error } = useModels();
  const models = data.filter((model) => model.is_enabled);
  const label = useProviderLabel();
  const wanted = search.trim().toLowerCase();
  const found = models.filter((model) => `${model.name} ${model.label}`.toLowerCase().includes(wanted));
  const providers = [...new Set(found.map((model) => model.provider))];
  const toggle = (name: string) => change(chosen.includes(name) ? chosen.filter((each) => each !== name) : [...chosen, name]);

  return (
    <fieldset className="whom">
      <legend>{say("models")} <small className="num">{say("models.chosen", { count: chosen.length, most: mostModels })}</small></legend>
      <input type="search" className="field" aria-label={say("models.search")} placeholder={say("models.search")} value={search} onChange={(event) => setSearch(event.target.value)} onKeyDown={keepForm} />
      {error && <Refused error={error} />}
      <div className="scroller" role="group" tabIndex={0} aria-label={say("models")} aria-busy={isPending}>
        {isPending && <p>{t("loading")}</p>}
        {!isPending && !error && found.length === 0 && <p>{models.length === 0 ? say("models.empty") : say("models.none")}</p>}
        {providers.map((provider) => (
          <div key={provider} role="group" aria-label={label(provider)}>
            <p className="of">{label(provider)}</p>
            {found.filter((model) => model.provider === provider).map((model) => (
              <Choice key={model.name} model={model} isChosen={chosen.includes(model.name)} isFull={chosen.length >= mostModels} toggle={toggle} />
            ))}
          </div>
        ))}
      </div>
    </fieldset>
  );
}

function Choice({ model, isChosen, isFull, toggle }: { model: LanguageModel; isChosen: boolean; isFull: boolean; toggle: (name: string) => void }) {
  return (
    <label title={model.name}>
      <input type="checkbox" checked={isChosen} disabled={isFull && !isChosen} onChange={() => toggle(model.name)} />
      <span>{model.label}{!model.is_usable && <small>{say("models.unavailable")}</small>}</span>
    </label>
  );
}

function keepForm(event: { key: string; preventDefault: () => void }): void {
  if (event.key === "Enter") event.preventDefault(); // a search asks nobody
}
