/** The models of one's own machine: found, with what each could do; or how to come by them. */
import { Check, ExternalLink, RotateCw, Server, TriangleAlert } from "lucide-react";
import type { LocalModels } from "../../api/providerKeys";
import { useLocalModels } from "../../api/providerKeys";
import { useAnnounce } from "../../ui/Announcer";
import { Banner } from "../../ui/Banner";
import { CopyButton } from "../../ui/CopyButton";
import { formatNumber } from "../../ui/t";
import { say, Say, wordFor } from "./words";

const download = "https://ollama.com/download";

export function OllamaSection({ provider, label }: { provider: string; label: string }) {
  const look = useLocalModels(provider);
  const announce = useAnnounce();

  async function again(): Promise<void> {
    const { data } = await look.refetch();
    if (data) announce(say("ollama.said", { verdict: say(`ollama.${stateOf(data)}`) }));
  }

  return (
    <section className="way" aria-labelledby={`way-${provider}`}>
      <div className="about">
        <h2 id={`way-${provider}`}><span className="tile"><Server className="ic" aria-hidden /></span>{label}</h2>
        <p>{say("ollama.what")}</p>
      </div>
      <div className="doing">
        {look.data ? <Found found={look.data} /> : look.isFetching && <p role="status">{say("ollama.looking")}</p>}
        {look.error && <Banner tone="err"><Say k="failed" message={look.error.message} /></Banner>}
        <button type="button" className="btn" aria-busy={look.isFetching} onClick={() => !look.isFetching && void again()}>
          {look.isFetching ? <span className="spin" aria-hidden /> : <RotateCw className="ic ic-s" aria-hidden />}
          {say("ollama.again")}
        </button>
      </div>
    </section>
  );
}

function Found({ found }: { found: LocalModels }) {
  const state = stateOf(found);
  const Icon = state === "found" ? Check : TriangleAlert;
  const line = { found: "found_at", empty: "empty_line", missing: "missing_line" } as const;
  return (
    <>
      <p className="name">
        <span className={`state ${state === "found" ? "t-ok" : "t-warn"}`}>
          <Icon className="ic ic-s" aria-hidden />
          {say(`ollama.${state}`)}
        </span>
        <span>{say(`ollama.${line[state]}`, { address: found.address })}</span>
      </p>
      {state === "found" ? <Models models={found.models} /> : <HowTo found={found} isInstalled={state === "empty"} />}
    </>
  );
}

function Models({ models }: Pick<LocalModels, "models">) {
  return (
    <div className="scrollx" role="group" tabIndex={0} aria-label={say("ollama.models")}>
      <table>
        <thead><tr><th scope="col">{say("ollama.model")}</th><th scope="col">{say("ollama.could_be")}</th></tr></thead>
        <tbody>
          {models.map(({ name, tags }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{tags.map((tag) => wordFor("tag", tag, tag)).join(", ") || say("ollama.any")}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function HowTo({ found: { pull, memory_gigabytes }, isInstalled }: { found: LocalModels; isInstalled: boolean }) {
  const command = `ollama pull ${pull.model}`;
  const values = { model: pull.model, size: formatNumber(pull.download_gigabytes) };
  return (
    <ol className="steps">
      {!isInstalled && (
        <li>
          {say("ollama.install")}{" "}
          <a href={download} target="_blank" rel="noreferrer noopener">
            {say("ollama.link")}<ExternalLink className="ic ic-s" aria-hidden /><span className="sr">{say("new_tab")}</span>
          </a>
        </li>
      )}
      <li>
        {memory_gigabytes === null
          ? say("ollama.pull", values)
          : say("ollama.pull_for", { ...values, memory: Math.round(memory_gigabytes) })}
        <span className="command"><code>{command}</code><CopyButton text={command} label={say("ollama.copy")} /></span>
      </li>
      <li>{say("ollama.then")}</li>
    </ol>
  );
}

function stateOf({ is_reachable, models }: LocalModels): "found" | "empty" | "missing" {
  if (!is_reachable) return "missing";
  return models.length > 0 ? "found" : "empty";
}
