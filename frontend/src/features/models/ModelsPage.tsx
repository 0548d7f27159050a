/** The registry, read-only: what each model is good at, costs, reads, and whether it could answer now. */
import { useState } from "react";
import { Link } from "wouter";
import { useMe } from "../../api/me";
import { useWatchedModels } from "../../api/models";
import { useWatchedProviders } from "../../api/providers";
import { useIsRehearsal } from "../../api/useIsRehearsal";
import { Blank, Fault } from "../../ui/Blank";
import { t } from "../../ui/t";
import { useTitle } from "../../ui/useTitle";
import { chosen, noChoice, tagsOf, wordForTag } from "./choosing";
import type { Choice } from "./choosing";
import { ModelTable } from "./ModelTable";
import { useIsVisible } from "./useIsVisible";
import { say } from "./words";
import "./models.css";

const often = 15_000;

export function ModelsPage() {
  const [choice, choose] = useState(noChoice);
  const every = useIsVisible() && often;
  const models = useWatchedModels({ every });
  const providers = useWatchedProviders({ every });
  const isRehearsal = useIsRehearsal();
  const isStaff = useMe().data?.is_staff ?? false;
  useTitle(`${t("models")} · ${t("app")}`);

  const broken = [models, providers].find((query) => query.isError && !query.data);
  if (broken?.error) {
    return <div className="page"><Fault error={broken.error} again={() => void broken.refetch()} /></div>;
  }
  if (models.data?.length === 0) {
    return <div className="page"><Blank title={say("models.empty")} line={say("empty_line")} /></div>;
  }
  const all = models.data ?? [];
  const rows = providers.data?.results ?? [];
  const shown = chosen(all, choice);
  return (
    <div className="page models">
      <header>
        <div>
          <h1>{t("models")}</h1>
          <p className="lede">{models.isPending ? t("loading") : say("models.lede", { usable: all.filter((model) => model.is_usable).length, count: all.length })}</p>
          <p className="further"><Link href="/models/compare">{say("models.compare")}</Link> · <Link href="/models/test">{say("models.test")}</Link></p>
        </div>
        <search className="acts filters">
          <input type="search" className="field searchfield" aria-label={say("models.search")} placeholder={say("models.search")} value={choice.search} onChange={(event) => choose({ ...choice, search: event.target.value })} />
          <Select name={say("models.tag")} any={say("models.any_tag")} value={choice.tag} change={(tag) => choose({ ...choice, tag })} options={tagsOf(all).map((tag) => [tag, wordForTag(tag)])} />
          <Select name={say("models.provider")} any={say("models.any_provider")} value={choice.provider} change={(provider) => choose({ ...choice, provider })} options={rows.map(({ name, label }) => [name, label])} />
        </search>
      </header>
      {models.isPending || providers.isPending ? (
        <p className="quietline" aria-busy="true">{t("loading")}</p>
      ) : shown.length === 0 ? (
        <Blank isPart title={say("models.none_found")} line={say("models.none_found_line")}>
          <button type="button" className="btn" onClick={() => choose(noChoice)}>{say("models.clear")}</button>
        </Blank>
      ) : (
        <>
          <p className="shown num" role="status">{say("models.shown", { count: shown.length })}</p>
          <ModelTable models={shown} providers={rows} isRehearsal={isRehearsal} isStaff={isStaff} />
        </>
      )}
    </div>
  );
}

interface SelectProps {
  name: string;
  any: string;
  value: Choice["tag"];
  change: (value: string) => void;
  options: [string, string][];
}

function Select({ name, any, value, change, options }: SelectProps) {
  return (
    <select className="field" aria-label={name} value={value} onChange={(event) => change(event.target.value)}>
      <option value="">{any}</option>
      {options.map(([option, word]) => <option key={option} value={option}>{word}</option>)}
    </select>
  );
}
