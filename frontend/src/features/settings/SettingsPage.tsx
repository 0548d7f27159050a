/** How this reader wants it: look, council, keys. */
import { useState } from "react";
import { Link } from "wouter";
import { version } from "../../../package.json";
import { useCouncils } from "../../api/queries";
import { choices, useAppearance } from "../../ui/appearance";
import { defaultCouncilKey, readStored, store } from "../../ui/stored";
import { t } from "../../ui/t";
import { useShortcutSwitch } from "../../ui/useShortcuts";
import { useTitle } from "../../ui/useTitle";
import { KeysPanel } from "./keys/KeysPanel";
import { say } from "./words";
import "./settings.css";

export function SettingsPage() {
  const [isOn, turn] = useShortcutSwitch();
  useTitle(`${t("settings")} · ${t("app")}`);
  return (
    <div className="page settings">
      <header>
        <div>
          <h1>{t("settings")}</h1>
          <p className="lede">{say("lede")}</p>
        </div>
      </header>
      <div className="panels">
        <section className="panel" aria-labelledby="look">
          <h2 id="look">{say("look")}</h2>
          <Choices name="theme" />
          <Choices name="text" />
          <Choices name="motion" />
        </section>
        <section className="panel" aria-labelledby="asking">
          <h2 id="asking">{say("asking")}</h2>
          <DefaultCouncil />
        </section>
        <section className="panel" aria-labelledby="keyboard">
          <h2 id="keyboard">{say("keyboard")}</h2>
          <label className="check">
            <input type="checkbox" checked={isOn} onChange={() => turn(!isOn)} />
            {say("shortcuts")}
          </label>
          <p>{say("shortcuts_line")}</p>
        </section>
        <section className="panel" aria-labelledby="data">
          <h2 id="data">{say("data")}</h2>
          <p>{say("data_line")} <Link href="/history">{t("history")}</Link></p>
          <p><a className="btn" href="/api/deliberations/export/" download>{say("export")}</a></p>
        </section>
        <section className="panel" aria-labelledby="about">
          <h2 id="about">{say("about")}</h2>
          <p className="num">{say("version", { version })}</p>
          <p><a href="/api/docs/">{say("docs")}</a></p>
        </section>
        <KeysPanel />
      </div>
    </div>
  );
}

function Choices({ name }: { name: keyof typeof choices }) {
  const [chosen, choose] = useAppearance(name);
  return (
    <fieldset className="segments">
      <legend>{say(name)}</legend>
      {choices[name].map((choice) => (
        <label key={choice}>
          <input type="radio" name={name} checked={choice === chosen} onChange={() => choose(choice)} />
          {say(`${name}.${choice}` as Parameters<typeof say>[0])}
        </label>
      ))}
    </fieldset>
  );
}

function DefaultCouncil() {
  const { data: councils } = useCouncils();
  const [slug, setSlug] = useState(() => readStored(defaultCouncilKey));
  const [isKept, setIsKept] = useState(true);

  function choose(chosen: string): void {
    setSlug(chosen);
    setIsKept(store(defaultCouncilKey, chosen));
  }

  return (
    <>
      <label className="named">
        {say("council")}
        <select className="field" value={slug} onChange={(event) => choose(event.target.value)}>
          <option value="">{say("council_first")}</option>
          {councils?.map((council) => <option key={council.slug} value={council.slug}>{council.name}</option>)}
        </select>
      </label>
      {!isKept && <p role="alert">{say("full")}</p>}
    </>
  );
}
