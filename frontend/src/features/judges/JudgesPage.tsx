/** What each judge prefers for no good reason, as far as its reviews tell. */
import { Link } from "wouter";
import { useJudges } from "../../api/queries";
import type { Judge } from "../../api/types";
import { Blank, Fault } from "../../ui/Blank";
import { t } from "../../ui/t";
import { useTitle } from "../../ui/useTitle";
import { say } from "./words";
import "./judges.css";

const measured = ["first", "consistent", "longer", "kin"] as const;

export function JudgesPage() {
  const judges = useJudges();
  const further = <Link className="btn" href="/models/compare">{say("compare_models")}</Link>;
  useTitle(`${t("judges")} · ${t("app")}`);
  if (judges.isError) {
    return <div className="page"><Fault error={judges.error} again={() => void judges.refetch()} /></div>;
  }
  if (judges.isSuccess && judges.data.results.length === 0) {
    return <div className="page"><Blank title={say("empty")} line={say("empty_line")}>{further}</Blank></div>;
  }
  return (
    <div className="page listing judges">
      <header>
        <div>
          <h1>{t("judges")}</h1>
          {judges.isSuccess && <p className="lede">{say("lede", { fewest: judges.data.fewest })}</p>}
        </div>
        <div className="acts">{further}</div>
      </header>
      {judges.isPending ? <p aria-busy="true">{t("loading")}</p> : <Table judges={judges.data.results} />}
    </div>
  );
}

function Table({ judges }: { judges: Judge[] }) {
  return (
    <div className="tabled" role="group" tabIndex={0} aria-label={t("judges")}>
      <table>
        <thead>
          <tr>
            <th scope="col">{say("judge")}</th>
            <th scope="col">{say("reviews")}</th>
            {measured.map((name) => <th scope="col" key={name} title={say(`${name}_line`)}>{say(`${name}`)}</th>)}
          </tr>
        </thead>
        <tbody>
          {judges.map((judge) => (
            <tr key={judge.judge}>
              <th scope="row">{judge.judge}</th>
              <td className="num">
                {judge.reviews}
                {judge.abstained > 0 && <small>{say("abstained", { n: judge.abstained })}</small>}
              </td>
              {measured.map((name) => <Share key={name} {...judge[name]} />)}
            </tr>
          ))}
        </tbody>
      </table>
      <dl>
        {measured.map((name) => (
          <div key={name}>
            <dt>{say(`${name}`)}</dt>
            <dd>{say(`${name}_line`)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function Share({ share, of }: Judge["first"]) {
  return (
    <td className="num">
      {share === null ? say("unknown") : say("share", { percent: Math.round(share * 100) })}
      <small>{say("of", { of })}</small>
    </td>
  );
}
