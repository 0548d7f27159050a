/** One point of the answer that the reader contests: it alone is argued again. */
import type { FormEvent } from "react";
import { useState } from "react";
import { useLocation } from "wouter";
import { useLimits } from "../../api/limits";
import { useContest } from "../../api/queries";
import { Banner } from "../../ui/Banner";
import { Modal } from "../../ui/Modal";
import { say } from "./chairWords";
import { Refusal } from "./Refusal";
import { sentencesIn } from "./sentences";
import { over, TooLong } from "./TooLong";

interface Props {
  id: string;
  selected: string;
  claims: string[];
  answer: string;
  close: () => void;
}

export function ContestDialog({ id, selected, claims, answer, close }: Props) {
  const [claim, setClaim] = useState(selected);
  const [points] = useState(() => (claims.length > 0 ? [...new Set(claims)] : sentencesIn(answer)));
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
    <Modal title={say("contest.title")} line={say("contest.line")} close={close}>
      <form className="inner" onSubmit={send}>
        {points.length > 0 && <Points points={points} chosen={claim} choose={setClaim} />}
        <label htmlFor="contest-claim">{say("contest.claim")}</label>
        <input id="contest-claim" className="field" dir="auto" required aria-describedby="contest-claim-over" aria-invalid={claimOver > 0} value={claim} onChange={(event) => setClaim(event.target.value)} />
        <TooLong id="contest-claim-over" count={claimOver} />
        <label htmlFor="contest-reason">{say("contest.reason")}</label>
        <textarea id="contest-reason" className="field" dir="auto" rows={4} aria-describedby="contest-over" aria-invalid={reasonOver > 0} value={reason} onChange={(event) => setReason(event.target.value)} />
        <TooLong id="contest-over" count={reasonOver} />
        {contest.isError && <Banner tone="err"><Refusal error={contest.error} /></Banner>}
        <div className="acts">
          <button type="submit" className="btn pri" disabled={claim.trim() === "" || claimOver + reasonOver > 0 || contest.isPending}>{say("contest.send")}</button>
        </div>
      </form>
    </Modal>
  );
}

function Points({ points, chosen, choose }: { points: string[]; chosen: string; choose: (point: string) => void }) {
  return (
    <fieldset className="contestable">
      <legend>{say("contest.points")}</legend>
      {points.map((point) => (
        <label key={point} dir="auto">
          <input type="radio" name="contest-point" checked={point === chosen} onChange={() => choose(point)} />
          <span>{point}</span>
        </label>
      ))}
    </fieldset>
  );
}
