/** The query box: keeps its draft, sends once however often it is asked to. */
import { ArrowUp } from "lucide-react";
import type { FormEvent, KeyboardEvent } from "react";
import { useEffect, useRef, useState } from "react";
import { useLocation } from "wouter";
import { useLimits } from "../../api/limits";
import { useSubmitQuery } from "../../api/queries";
import { Banner } from "../../ui/Banner";
import { T, t } from "../../ui/t";
import { useShortcuts } from "../../ui/useShortcuts";
import type { Terms, Wish } from "./draft";
import { dropDraft, keepDraft, keepDraftEdits, readDraft, readDraftEdits } from "./draft";
import { useIdempotencyKey } from "./idempotency";
import { Refusal } from "./Refusal";
import { sends } from "./sends";
import { over, TooLong } from "./TooLong";

/** `council`: empty for the default one. */
export function AskBox({ council, terms }: { council: string; terms: Terms }) {
  const [query, setQuery] = useState(readDraft);
  const [[edits, to, role = ""], setEdits] = useState(readDraftEdits);
  const [isKept, setIsKept] = useState(true);
  const [, navigate] = useLocation();
  const box = useRef<HTMLTextAreaElement>(null);
  const sameKey = useIdempotencyKey();
  const submit = useSubmitQuery();
  const limits = useLimits();
  const tooMany = over(query, limits?.query);
  const isReady = query.trim() !== "" && tooMany === 0 && !submit.isPending;

  useEffect(() => {
    if (matchMedia("(pointer: fine)").matches) box.current?.focus(); // no keyboard popping up on a phone
  }, []);
  useShortcuts({ "/": () => box.current?.focus() });

  function write(text: string): void {
    setQuery(text);
    setIsKept(keepDraft(text));
    if (submit.isError) submit.reset();
  }

  function askAnew(): void {
    setEdits([]);
    keepDraftEdits();
  }

  function send(): void {
    if (!isReady) return;
    const asked = { query, council, edits: edits || null, to: to || null, ...termsAsked(terms), ...(to && { strategy: null }) };
    submit.mutate({ ...asked, key: sameKey(JSON.stringify(asked)) }, {
      onSuccess: ({ id }) => {
        dropDraft();
        navigate(`/d/${id}`);
      },
    });
  }

  function onSubmit(event: FormEvent): void {
    event.preventDefault();
    send();
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (!sends(event)) return;
    event.preventDefault();
    send();
  }

  return (
    <form className="askform" onSubmit={onSubmit}>
      <div className="askbox">
        <label className="sr" htmlFor="query">{t("ask.label")}</label>
        <textarea
          ref={box}
          id="query"
          dir="auto"
          value={query}
          placeholder={t("ask.placeholder")}
          aria-describedby="query-hint"
          aria-invalid={tooMany > 0}
          onChange={(event) => write(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <div className="send">
          {tooMany > 0 ? <TooLong id="query-hint" count={tooMany} /> : <span id="query-hint" className="hint">{t("ask.hint")}</span>}
          <button type="submit" className="btn pri" disabled={!isReady}>
            {submit.isPending ? t("ask.sending") : t("ask.send")}
            <ArrowUp className="ic" aria-hidden />
          </button>
        </div>
      </div>
      {edits && (
        <p className="hint">
          {to ? t("ask.edits_to", { role }) : t("ask.edits")} <button type="button" className="linkish" onClick={askAnew}>{t("ask.anew")}</button>
        </p>
      )}
      {submit.isError && <Banner tone="err"><Refusal error={submit.error} /></Banner>}
      {!isKept && <Banner tone="warn"><T k="ask.storage_full" /></Banner>}
    </form>
  );
}

function termsAsked({ strategy, max_cost_usd, allow_paid, reuse_answers }: Terms) {
  return {
    strategy: strategy || null,
    max_cost_usd: max_cost_usd || null,
    allow_paid: wished(allow_paid),
    reuse_answers: wished(reuse_answers),
  };
}

function wished(wish: Wish): boolean | null {
  return wish === "" ? null : wish === "yes";
}
