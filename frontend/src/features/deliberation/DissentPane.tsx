/** What departs from the answer, and the claim ledger: who asserts what, who contradicts it. */
import type { Claim, Dissent } from "../../api/types";
import { t } from "../../ui/t";
import type { Place } from "./Cites";
import { Cites, usePlaces } from "./Cites";
import type { DeliberationView } from "./view";

interface Props {
  view: DeliberationView;
  focus: (member: string) => void;
}

export function DissentPane({ view, focus }: Props) {
  const { dissent, claims, blind_spots } = view;
  const places = usePlaces(view);
  return (
    <div className="ledger">
      {dissent.length === 0 ? <p className="none">{t("dissent.none")}</p> : (
        <ul className="departs">
          {dissent.map((point, i) => <li key={i}><Point point={point} places={places} focus={focus} /></li>)}
        </ul>
      )}
      {claims.length > 0 && <Ledger claims={claims} places={places} focus={focus} />}
      {blind_spots.length > 0 && (
        <>
          <h3>{t("dissent.blind_spots")}</h3>
          <ul>{blind_spots.map((spot) => <li key={spot}>{spot}</li>)}</ul>
        </>
      )}
    </div>
  );
}

interface PartProps {
  places: Place[];
  focus: (member: string) => void;
}

function Point({ point, places, focus }: PartProps & { point: Dissent }) {
  return (
    <>
      <p><b>{point.claim}</b> <Cites places={places} members={point.members} focus={focus} /></p>
      {point.against !== "" && <p>{t("dissent.against", { claim: point.against })}</p>}
    </>
  );
}

function Ledger({ claims, places, focus }: PartProps & { claims: Claim[] }) {
  return (
    <div className="scrollx" tabIndex={0} role="group" aria-label={t("dissent.ledger")}>
      <table>
        <caption>{t("dissent.ledger")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("dissent.claim")}</th>
            <th scope="col">{t("dissent.asserted_by")}</th>
            <th scope="col">{t("dissent.contradicted_by")}</th>
          </tr>
        </thead>
        <tbody>
          {claims.map((claim, i) => (
            <tr key={i}>
              <td>{claim.text}</td>
              <td><Cites places={places} members={claim.asserted_by} focus={focus} /></td>
              <td><Cites places={places} members={claim.contradicted_by} focus={focus} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
