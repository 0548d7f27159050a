/** The API keys of who is here: made, told once, revoked; and how a program asks with one. */
import { useRef } from "react";
import { useApiKeys } from "../../../api/apiKeys";
import { ApiError } from "../../../api/client";
import { Banner } from "../../../ui/Banner";
import { t } from "../../../ui/t";
import { Example } from "./Example";
import { KeyRow } from "./KeyRow";
import { MakeKey } from "./MakeKey";
import { say } from "./words";
import "./keys.css";

export function KeysPanel() {
  const { error } = useApiKeys();
  const isStranger = error instanceof ApiError && error.status === 401;
  return (
    <section className="panel apikeys" aria-labelledby="apikeys">
      <h2 id="apikeys">{say("title")}</h2>
      <p>{say("line")}</p>
      <div className="halves">
        {isStranger ? <p><a href="/sign-in?next=/settings">{t("page.sign_in")}</a> {say("sign_in")}</p> : <Keys />}
        <Example />
      </div>
    </section>
  );
}

function Keys() {
  const { data, error, isPending, hasNextPage, fetchNextPage, isFetchingNextPage } = useApiKeys();
  const name = useRef<HTMLInputElement>(null);
  const keys = data?.pages.flatMap((page) => page.results) ?? [];
  return (
    <div className="own">
      <MakeKey name={name} />
      {error && <Banner tone="err">{say("failed", { message: error.message })}</Banner>}
      {isPending && <div className="bone title" aria-busy="true" role="group" aria-label={t("loading")} />}
      {data && keys.length === 0 && <p>{say("none")}</p>}
      {keys.length > 0 && (
        <ul aria-label={say("keys")}>
          {keys.map((key) => <KeyRow key={key.id} apiKey={key} leave={() => name.current?.focus()} />)}
        </ul>
      )}
      {hasNextPage && (
        <button type="button" className="btn sm" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>{say("more")}</button>
      )}
    </div>
  );
}
