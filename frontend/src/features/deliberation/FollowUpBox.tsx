/** The next query of a conversation: to the whole council, to one member, or to who departs. */
import { ArrowUp } from "lucide-react";
import type { FormEvent } from "react";
import { memo, Suspense, useState } from "react";
import { Link } from "wouter";
import { useLimits } from "../../api/limits";
import type { Deliberation } from "../../api/types";
import { Banner } from "../../ui/Banner";
import { t, wordFor } from "../../ui/t";
import { asStrategy, keepFollowUp, readFollowUp } from "./draft";
import { FollowUpTerms } from "./later";
import { Refusal } from "./Refusal";
import { sends } from "./sends";
import { over, TooLong } from "./TooLong";
import { useFollowUp } from "./useFollowUp";
import type { DeliberationView } from "./view";
import { isOver } from "./view";

const usual = { council: "", strategy: "" };

export const FollowUpBox = memo(function FollowUpBox({ row, view }: { row: Deliberation; view: DeliberationView }) {
  const [query, setQuery] = useState(() => readFollowUp(row.id));
  const [to, setTo] = useState("");
  const limits = useLimits();
  const [terms, setTerms] = useState(usual);
  const [isChanging, setIsChanging] = useState(false);
  const { queued, send, unqueue, isPending, error, reset } = useFollowUp(row.id, view.status, isOver(view));
  const word = queued?.asked ? "follow.asked" : "follow.queued";
  const tooMany = over(query, limits?.query);
  const isReady = query.trim() !== "" && tooMany === 0 && !isPending && !queued;
  const strategy = terms.strategy || (terms.council === "" ? asStrategy(view.strategy) : "");

  function write(text: string): void {
    setQuery(text);
    keepFollowUp(row.id, text);
    if (error) reset();
  }

  function clear(): void {
    setQuery("");
    unqueue();
  }

  function onSend(event: Pick<FormEvent, "preventDefault">): void {
    event.preventDefault();
    if (isReady) send({ query, to, ...(to === "" ? { council: terms.council, strategy } : usual) });
  }

  return (
    <form className="followup" aria-label={t("follow.label")} onSubmit={onSend}>
      {error && <Banner tone="err"><Refusal error={error} /></Banner>}
      {!queued && (
        <div className="terms">
          <select className="field" aria-label={t("follow.to")} value={to} onChange={(event) => setTo(event.target.value)}>
            <option value="">{t("follow.everybody")}</option>
            {view.dissent.length > 0 && <option value="dissenter">{t("follow.dissenter")}</option>}
            {view.members.map((voice) => <option key={voice.member} value={voice.member}>{t("follow.only", { role: voice.role })}</option>)}
          </select>
          {to === "" && (
            <p>
              <span>{t("chair.strategy", { strategy: wordFor("strategy", strategy, t("follow.of_council")).toLowerCase() })}</span>
              <button type="button" className="linkish" aria-expanded={isChanging} onClick={() => setIsChanging(!isChanging)}>{t("follow.change")}</button>
            </p>
          )}
        </div>
      )}
      {!queued && <TooLong id="follow-over" count={tooMany} />}
      {isChanging && !queued && to === "" && <Suspense><FollowUpTerms terms={terms} change={setTerms} /></Suspense>}
      {/* Keyed: under its own click Withdraw would become the button that sends. */}
      {queued ? (
        <div key="queued" className="queued" role="group" aria-label={t(word)}>
          <p><b>{t(word)}</b> <span dir="auto">{queued.query}</span></p>
          {queued.asked && <Link className="btn sm pri" href={`/d/${queued.asked}`}>{t("follow.go")}</Link>}
          <button type="button" className="btn sm" disabled={isPending} onClick={queued.asked ? clear : unqueue}>{t(queued.asked ? "follow.another" : "follow.withdraw")}</button>
        </div>
      ) : (
        <div key="line" className="line">
          <textarea
            rows={1}
            dir="auto"
            value={query}
            aria-label={t("follow.label")}
            aria-describedby="follow-over"
            aria-invalid={tooMany > 0}
            placeholder={isOver(view) ? t("follow.placeholder") : t("follow.wait")}
            onChange={(event) => write(event.target.value)}
            onKeyDown={(event) => sends(event) && onSend(event)}
          />
          <button type="submit" className="btn pri go" disabled={!isReady} aria-label={isOver(view) ? t("follow.send") : t("follow.queue")}>
            <ArrowUp className="ic" aria-hidden />
          </button>
        </div>
      )}
    </form>
  );
});
