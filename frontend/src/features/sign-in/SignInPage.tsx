/** Where several people share a council: name, password, and back to where one wanted to go. */
import type { SubmitEvent } from "react";
import { useState } from "react";
import { useSearchParams } from "wouter";
import { useSignIn } from "../../api/me";
import { Banner } from "../../ui/Banner";
import { t } from "../../ui/t";
import { useTitle } from "../../ui/useTitle";
import { say, Say } from "./words";
import { wayBack } from "./wayBack";
import "./sign-in.css";

export function SignInPage() {
  const [search] = useSearchParams();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const signIn = useSignIn();
  useTitle(`${say("title")} · ${t("app")}`);

  function submit(event: SubmitEvent<HTMLFormElement>): void {
    event.preventDefault();
    if (signIn.isPending || !name.trim() || !password) return;
    signIn.mutate({ name, password }, {
      onSuccess: () => location.assign(wayBack(search.get("next"))),
      onError: () => setPassword(""),
    });
  }

  return (
    <div className="page">
      <form className="signin" onSubmit={submit}>
        <h1>{say("title")}</h1>
        <p className="lede">{say("lede")}</p>
        <label>
          {say("name")}
          <input className="field" autoComplete="username" autoCapitalize="off" spellCheck={false} required value={name} onChange={(event) => setName(event.target.value)} />
        </label>
        <label>
          {say("password")}
          <input className="field" type="password" autoComplete="current-password" required value={password} onChange={(event) => setPassword(event.target.value)} />
        </label>
        {signIn.error && <Banner tone="err"><Say k="refused" message={signIn.error.message} /></Banner>}
        <button type="submit" className="btn pri" aria-busy={signIn.isPending}>{say(signIn.isPending ? "sending" : "send")}</button>
      </form>
    </div>
  );
}
