/** Opinions that stand side by side: one answer of them, on the points that the reader ticks. */
import type { FormEvent } from "react";
import { useState } from "react";
import { useLocation } from "wouter";
import { useSynthesis } from "../../api/queries";
import { Banner } from "../../ui/Banner";
import { t } from "../../ui/t";
import { Refusal } from "./Refusal";
import type { DeliberationView } from "./view";
import { hasGiven } from "./voice";

export function MergeBox({ id, view }: { id: string; view: DeliberationView }) {
  const [points, setPoints] = useState<string[]>([]);
  const [, navigate] = useLocation();
  const synthesis = useSynthesis(id);

  function tick(point: string): void {
    setPoints(points.includes(point) ? points.filter((each) => each !== point) : [...points, point]);
  }

  function send(event: FormEvent): void {
    event.preventDefault();
    synthesis.mutate({ chair: "", points }, { onSuccess: (made) => navigate(`/d/${made.id}`) });
  }

  return (
    <form className="merge" aria-label={t("merge.label")} onSubmit={send}>
      {synthesis.isError && <Banner tone="err"><Refusal error={synthesis.error} /></Banner>}
      {view.members.filter(hasGiven).map(({ member, role, claims }) => claims.length > 0 && (
        <fieldset key={member}>
          <legend>{role}</legend>
          {claims.map((claim) => (
            <label key={claim} dir="auto">
              <input type="checkbox" checked={points.includes(claim)} onChange={() => tick(claim)} />
              <span>{claim}</span>
            </label>
          ))}
        </fieldset>
      ))}
      <button type="submit" className="btn pri" disabled={synthesis.isPending}>
        {points.length === 0 ? t("merge.send") : t("merge.send_points", { count: points.length })}
      </button>
    </form>
  );
}
