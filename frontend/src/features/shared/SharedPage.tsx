/** What whoever has a link reads: the answer and how complete it is, and the opinions if they are shared. */
import { Check, CircleSlash } from "lucide-react";
import { ApiError } from "../../api/client";
import type { Shared } from "../../api/sharing";
import { useShared } from "../../api/sharing";
import { Blank, Fault, Pending } from "../../ui/Blank";
import { whenIdle } from "../../ui/formats";
import { Markdown } from "../../ui/Markdown";
import { t } from "../../ui/t";
import { useTitle } from "../../ui/useTitle";
import { SharedOpinions } from "./SharedOpinions";
import { say, wordFor } from "./words";
import "./shared.css";

const day = whenIdle(() => new Intl.DateTimeFormat(undefined, { dateStyle: "long" }));

export function SharedPage({ token }: { token: string }) {
  const shared = useShared(token);
  useTitle(`${say("shared")} · ${t("app")}`);
  if (shared.isPending) return <Pending />;
  if (shared.isError) {
    const isGone = shared.error instanceof ApiError && shared.error.status === 404;
    return (
      <div className="page shared">
        {isGone ? <Blank title={say("gone")} line={say("gone_line")} /> : <Fault error={shared.error} again={() => void shared.refetch()} />}
      </div>
    );
  }
  return <Answer shared={shared.data} />;
}

function Answer({ shared }: { shared: Shared }) {
  const { synthesis, outcome, opinions } = shared;
  const title = synthesis?.chosen_role ? say("stands", { role: synthesis.chosen_role }) : say("synthesis");
  const isSideBySide = synthesis === null && (outcome === "full" || outcome === "degraded");
  return (
    <article className="page shared">
      <header>
        <p className="meta num">
          <b>{say("shared")}</b>
          {shared.ended_at && <><span className="dot" /><time dateTime={shared.ended_at}>{say("answered", { when: day().format(new Date(shared.ended_at)) })}</time></>}
        </p>
        <h1 dir="auto">{shared.query}</h1>
        {shared.rehearsal && <p className="played">{say("rehearsal")}</p>}
      </header>
      <section className="told">
        <h2>{title}</h2>
        <Outcome shared={shared} />
        {synthesis && <div className="answer" dir="auto"><Markdown text={synthesis.text} isGrowing={false} /></div>}
        {isSideBySide && <p>{say("side_by_side")} {opinions === null && say("opinions_kept")}</p>}
      </section>
      {shared.dissent.length > 0 && <Dissent points={shared.dissent} />}
      {opinions && opinions.length > 0 && <SharedOpinions opinions={opinions} />}
      {shared.models.length > 0 && <Models models={shared.models} />}
      <footer>{say("about")}</footer>
    </article>
  );
}

function Outcome({ shared: { outcome, synthesis } }: { shared: Shared }) {
  const came = outcome ?? "none";
  const Icon = came === "full" ? Check : CircleSlash;
  return (
    <p className={`came ${came}`}>
      <Icon className="ic" aria-hidden />
      <span>{wordFor("outcome", came === "degraded" && synthesis?.chosen_role ? "stands_in" : came, came)}{synthesis?.is_partial && ` ${say("partial")}`}</span>
    </p>
  );
}

function Dissent({ points }: { points: Shared["dissent"] }) {
  return (
    <section>
      <h2>{say("dissent")}</h2>
      <ul className="points">
        {points.map((point, i) => (
          <li key={i} dir="auto">
            <b>{point.roles.join(", ")}</b> {point.claim}
            <small>{point.against ? say("against", { against: point.against }) : say("open")}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Models({ models }: { models: Shared["models"] }) {
  return (
    <section>
      <h2>{say("models")}</h2>
      <table>
        <thead><tr><th scope="col">{say("voice")}</th><th scope="col">{say("model")}</th></tr></thead>
        <tbody>
          {models.map(({ role, model, model_label }) => (
            <tr key={`${role} ${model}`}><th scope="row">{role}</th><td title={model}>{model_label}</td></tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
