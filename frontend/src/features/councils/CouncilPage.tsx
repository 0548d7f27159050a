/** One council: who sits in it, by which models, and what holds for all of them. */
import { ArrowUp, Copy, Pencil } from "lucide-react";
import type { ReactNode } from "react";
import { Link, useLocation, useParams } from "wouter";
import { ApiError } from "../../api/client";
import { useCouncil } from "../../api/councils";
import type { Council } from "../../api/types";
import { Blank, Fault, Pending } from "../../ui/Blank";
import { draftCouncilKey, store } from "../../ui/stored";
import { t, wordFor } from "../../ui/t";
import { useTitle } from "../../ui/useTitle";
import { DeleteButton } from "./DeleteButton";
import { MemberList } from "./MemberList";
import { say } from "./words";
import "./councils.css";

export function CouncilPage() {
  const { id = "" } = useParams<{ id: string }>();
  const council = useCouncil(id);
  useTitle(`${council.data?.name ?? t("councils")} · ${t("app")}`);
  if (council.isPending) return <Pending />;
  if (council.isError) return <div className="page"><NoCouncil error={council.error} again={() => void council.refetch()} /></div>;
  return <Shown council={council.data} />;
}

export function NoCouncil({ error, again }: { error: Error; again: () => void }) {
  if (!(error instanceof ApiError && error.status === 404)) return <Fault error={error} again={again} />;
  return (
    <Blank title={say("unknown")} line={say("unknown_line")}>
      <Link className="btn pri" href="/councils">{say("to_list")}</Link>
    </Blank>
  );
}

function Shown({ council }: { council: Council }) {
  const [, navigate] = useLocation();

  function ask(): void {
    store(draftCouncilKey, council.slug);
    navigate("/");
  }

  return (
    <div className="page councilpage">
      <header>
        <div>
          <h1>{council.name}</h1>
          <p className="lede">{council.description}</p>
        </div>
        <div className="acts">
          {!council.is_ready_made && <DeleteButton council={council} />}
          <Link className="btn" href={`/councils/new?from=${council.slug}`}><Copy className="ic" aria-hidden />{say("copy")}</Link>
          {!council.is_ready_made && (
            <Link className="btn" href={`/councils/${council.slug}/edit`}><Pencil className="ic" aria-hidden />{say("edit")}</Link>
          )}
          <button type="button" className="btn pri" onClick={ask}>{say("ask")}<ArrowUp className="ic" aria-hidden /></button>
        </div>
      </header>
      <dl className="facts">
        <Fact name={say("strategy")} small={wordFor("strategy_line", council.strategy, "")}>{wordFor("strategy", council.strategy, council.strategy)}</Fact>
        <Fact name={say("quorum")}>{say("quorum_of", { quorum: council.quorum, members: council.members.filter((member) => !member.is_chair).length })}</Fact>
        <Fact name={say("deadline")}>{say("deadline_is", { seconds: council.deadline_seconds })}</Fact>
        <Fact name={say("paid")} isPlain>{say(council.allow_paid ? "paid_yes" : "paid_no")}</Fact>
        <Fact name={say("reuse")} isPlain>{say(council.reuse_answers ? "reuse_yes" : "reuse_no")}</Fact>
      </dl>
      <MemberList council={council} />
    </div>
  );
}

function Fact({ name, small = "", isPlain = false, children }: { name: string; small?: string; isPlain?: boolean; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className={isPlain ? "plain" : "num"}>{children}{small && <small>{small}</small>}</dd>
    </div>
  );
}
