/** The next query of a conversation: to the whole council, to one member, or to who departs. */
import { ArrowUp } from "lucide-react";
import type { FormEvent, KeyboardEvent } from "react";
import { useState } from "react";
import { useLocation } from "wouter";
import { useLimits } from "../../api/limits";
import { useSubmitQuery } from "../../api/queries";
import type { Deliberation } from "../../api/types";
import { Banner } from "../../ui/Banner";
import { t } from "../../ui/t";
import { keepFollowUp, readFollowUp } from "./draft";
import { useIdempotencyKey } from "./idempotency";
import { Refusal } from "./Refusal";
import type { DeliberationView } from "./view";
import { isOver } from "./view";

export function FollowUpBox({ row, view }: { row: Deliberation; view: DeliberationView }) {
  const [query, setQuery] = useState(() => readFollowUp(row.id));
  const [to, setTo] = useState("");
  const [, navigate] = useLocation();
  const limits = useLimits();
  const submit = useSubmitQuery();
  const sameKey = useIdempotencyKey();
  const isReady = isOver(view) && query.trim() !== "" && !submit.isPending;

  function write(text: string): void {
    setQuery(text);
    keepFollowUp(row.id, text);
    if (submit.isError) submit.reset();
  }

  function send(event: FormEvent | KeyboardEvent): void {
    event.preventDefault();
    if (!isReady) return;
    submit.mutate({ query, council: "", follows: row.id, to, key: sameKey(`${to}\n${query}`) }, {
      onSuccess: ({ id }) => {
        keepFollowUp(row.id, "");
        navigate(`/d/${id}`);
      },
    });
  }

  return (
    <form className="followup" onSubmit={send}>
      {submit.isError && <Banner tone="err"><Refusal error={submit.error} /></Banner>}
      <div className="line">
        <textarea
          rows={1}
          dir="auto"
          {...(limits && { maxLength: limits.query })}
          value={query}
          aria-label={t("follow.label")}
          placeholder={isOver(view) ? t("follow.placeholder") : t("follow.wait")}
          onChange={(event) => write(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) send(event);
          }}
        />
        <select className="field" aria-label={t("follow.to")} value={to} onChange={(event) => setTo(event.target.value)}>
          <option value="">{t("follow.everybody")}</option>
          {view.dissent.length > 0 && <option value="dissenter">{t("follow.dissenter")}</option>}
          {view.members.map((voice) => <option key={voice.member} value={voice.member}>{t("follow.only", { role: voice.role })}</option>)}
        </select>
        <button type="submit" className="btn pri" disabled={!isReady}>
          {submit.isPending ? t("ask.sending") : t("follow.send")}
          <ArrowUp className="ic" aria-hidden />
        </button>
      </div>
    </form>
  );
}
