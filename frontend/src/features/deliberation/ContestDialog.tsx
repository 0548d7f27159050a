/** One point of the answer that the reader contests: it alone is argued again. */
import type { FormEvent } from "react";
import { useState } from "react";
import { useLocation } from "wouter";
import { useLimits } from "../../api/limits";
import { useContest } from "../../api/queries";
import { Banner } from "../../ui/Banner";
import { Modal } from "../../ui/Modal";
import { t } from "../../ui/t";
import { Refusal } from "./Refusal";
import { over, TooLong } from "./TooLong";

interface Props {
  id: string;
  selected: string;
  claims: string[];
  close: () => void;
}

export function ContestDialog({ id, selected, claims, close }: Props) {
  const [claim, setClaim] = useState(selected);
  const [reason, setReason] = useState("");
  const [, navigate] = useLocation();
  const contest = useContest(id);
  const limits = useLimits();
  const claimOver = over(claim, limits?.point);
  const reasonOver = over(reason, limits?.reason);

  function send(event: FormEvent): void {
    event.preventDefault();
    contest.mutate({ claim, reason }, { onSuccess: (made) => navigate(`/d/${made.id}`) });
  }

  return (
    <Modal title={t("contest.title")} line={t("contest.line")} close={close}>
      <form className="inner" onSubmit={send}>
        <label htmlFor="contest-claim">{t("contest.claim")}</label>
        <input id="contest-claim" className="field" list="contest-claims" dir="auto" required aria-describedby="contest-claim-over" aria-invalid={claimOver > 0} value={claim} onChange={(event) => setClaim(event.target.value)} />
        <datalist id="contest-claims">{claims.map((each) => <option key={each} value={each}>{each}</option>)}</datalist>
        <TooLong id="contest-claim-over" count={claimOver} />
        <label htmlFor="contest-reason">{t("contest.reason")}</label>
        <textarea id="contest-reason" className="field" dir="auto" rows={4} aria-describedby="contest-over" aria-invalid={reasonOver > 0} value={reason} onChange={(event) => setReason(event.target.value)} />
        <TooLong id="contest-over" count={reasonOver} />
        {contest.isError && <Banner tone="err"><Refusal error={contest.error} /></Banner>}
        <div className="acts">
          <button type="submit" className="btn pri" disabled={claim.trim() === "" || claimOver + reasonOver > 0 || contest.isPending}>{t("contest.send")}</button>
        </div>
      </form>
    </Modal>
  );
}
