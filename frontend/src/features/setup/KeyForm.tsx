/** Where a key is pasted. It is never echoed, and forgotten as soon as it is sent. */
import type { RefObject, SubmitEvent } from "react";
import { useState } from "react";
import { useSaveKey } from "../../api/providerKeys";
import { useAnnounce } from "../../ui/Announcer";
import { Banner } from "../../ui/Banner";
import type { Kind } from "./verdict";
import { verdictSaid } from "./verdict";
import { say, Say } from "./words";

interface Props {
  provider: string;
  label: string;
  kind: Kind;
  field: RefObject<HTMLInputElement | null>;
}

export function KeyForm({ provider, label, kind, field }: Props) {
  const [secret, setSecret] = useState("");
  const save = useSaveKey(provider);
  const announce = useAnnounce();
  const id = `key-${provider}`;

  function submit(event: SubmitEvent<HTMLFormElement>): void {
    event.preventDefault();
    if (!secret.trim() || save.isPending) return;
    save.mutate(secret, {
      onSuccess: (key) => {
        setSecret("");
        announce(verdictSaid(label, kind, key));
      },
    });
  }

  return (
    <form className="keyform" onSubmit={submit} autoComplete="off">
      <label htmlFor={id}>{say(`${kind}.label`)}</label>
      <div>
        <input
          ref={field}
          id={id}
          className="field"
          type="password"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          maxLength={1_000}
          value={secret}
          onChange={(event) => setSecret(event.target.value)}
        />
        <button type="submit" className="btn pri" disabled={!secret.trim() || save.isPending} aria-busy={save.isPending}>
          {save.isPending && <span className="spin" aria-hidden />}
          {say(save.isPending ? "saving" : "save")}
        </button>
      </div>
      {save.error && <Banner tone="err"><Say k="unsaved" message={save.error.message} /></Banner>}
    </form>
  );
}
