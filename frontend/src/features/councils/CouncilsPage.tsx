/** Every council this person may ask: their own, then the ready-made ones. */
import { Plus } from "lucide-react";
import { Link } from "wouter";
import { useCouncils } from "../../api/queries";
import type { Council } from "../../api/types";
import { Fault } from "../../ui/Blank";
import { ChairMark, hueOf, lettersOf, Monogram } from "../../ui/Monogram";
import { t, wordFor } from "../../ui/t";
import { useTitle } from "../../ui/useTitle";
import { say } from "./words";
import "./councils.css";

export function CouncilsPage() {
  const councils = useCouncils();
  useTitle(`${t("councils")} · ${t("app")}`);
  if (councils.isError) {
    return <div className="page"><Fault error={councils.error} again={() => void councils.refetch()} /></div>;
  }
  const own = councils.data?.filter((council) => !council.is_ready_made) ?? [];
  const readyMade = councils.data?.filter((council) => council.is_ready_made) ?? [];
  return (
    <div className="page">
      <header>
        <div>
          <h1>{t("councils")}</h1>
          <p className="lede">{say("lede")}</p>
        </div>
        <div className="acts"><Link className="btn" href="/councils/new"><Plus className="ic" aria-hidden />{say("new")}</Link></div>
      </header>
      {councils.isPending ? <p aria-busy="true">{t("loading")}</p> : (
        <>
          <Shelf title={say("own")} councils={own} empty={say("none_own")} />
          <Shelf title={say("ready_made")} councils={readyMade} empty="" />
        </>
      )}
    </div>
  );
}

function Shelf({ title, councils, empty }: { title: string; councils: Council[]; empty: string }) {
  if (councils.length === 0 && empty === "") return null;
  return (
    <section className="shelf" aria-label={title}>
      <h2>{title}</h2>
      {councils.length === 0 && <p className="lede">{empty}</p>}
      <ul>
        {councils.map((council) => (
          <li key={council.slug}><Link href={`/councils/${council.slug}`}><Tile council={council} /></Link></li>
        ))}
      </ul>
    </section>
  );
}

function Tile({ council }: { council: Council }) {
  const members = council.members.filter((member) => !member.is_chair);
  const letters = lettersOf(members.map((member) => member.role));
  return (
    <>
      <b>{council.name}</b>
      <span className="says">{council.description}</span>
      <span className="memberrow">
        {members.map((member, i) => <span key={member.member} className={hueOf(i)}><Monogram letter={letters[i] ?? ""} isMini /></span>)}
        <ChairMark isMini />
        <small className="num">{say("facts", { count: members.length, strategy: wordFor("strategy", council.strategy, council.strategy) })}</small>
      </span>
    </>
  );
}
