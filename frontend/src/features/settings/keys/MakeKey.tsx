/** Where a key is made, and shown this once. */
import type { RefObject, SubmitEvent } from "react";
import { useEffect, useRef, useState } from "react";
import type { ApiKeyWish } from "../../../api/apiKeys";
import { useMakeApiKey } from "../../../api/apiKeys";
import { useAnnounce } from "../../../ui/Announcer";
import { Banner } from "../../../ui/Banner";
import { CopyButton } from "../../../ui/CopyButton";
import { say, Say } from "./words";

const scopesOf: Record<"all" | "read", ApiKeyWish["scopes"]> = { all: ["ask", "read"], read: ["read"] };
const lasting = { ever: null, 30: 30, 90: 90, 365: 365 };

export function MakeKey({ name: field }: { name: RefObject<HTMLInputElement | null> }) {
  const make = useMakeApiKey();
  const announce = useAnnounce();
  const [name, setName] = useState("");
  const [may, setMay] = useState<keyof typeof scopesOf>("all");
  const [lasts, setLasts] = useState<keyof typeof lasting>("ever");

  function submit(event: SubmitEvent<HTMLFormElement>): void {
    event.preventDefault();
    if (!name.trim() || make.isPending) return;
    make.mutate({ name, scopes: scopesOf[may], days: lasting[lasts] }, {
      onSuccess: () => {
        setName("");
        announce(say("made_said"));
      },
    });
  }

  function leave(): void {
    make.reset();
    field.current?.focus();
  }

  return (
    <>
      <form onSubmit={submit} autoComplete="off">
        <label className="named">
          {say("name")}
          <input ref={field} className="field" maxLength={80} value={name} onChange={(event) => setName(event.target.value)} />
        </label>
        <label className="named">
          {say("may")}
          <select className="field" value={may} onChange={(event) => setMay(event.target.value as typeof may)}>
            {(["all", "read"] as const).map((each) => <option key={each} value={each}>{say(`may.${each}`)}</option>)}
          </select>
        </label>
        <label className="named">
          {say("lasts")}
          <select className="field" value={lasts} onChange={(event) => setLasts(event.target.value as typeof lasts)}>
            {(["ever", "30", "90", "365"] as const).map((each) => <option key={each} value={each}>{say(`lasts.${each}`)}</option>)}
          </select>
        </label>
        <button type="submit" className="btn pri" disabled={!name.trim() || make.isPending} aria-busy={make.isPending}>
          {make.isPending && <span className="spin" aria-hidden />}
          {say(make.isPending ? "making" : "make")}
        </button>
      </form>
      {make.error && <Banner tone="err">{say("unmade", { message: make.error.message })}</Banner>}
      {make.data && <NewKey key={make.data.id} text={make.data.key} leave={leave} />}
    </>
  );
}

function NewKey({ text, leave }: { text: string; leave: () => void }) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);
  return (
    <div className="newkey">
      <p><Say k="made_once" /></p>
      <div className="line">
        <input ref={field} className="field" readOnly aria-label={say("whole")} value={text} onFocus={(event) => event.target.select()} />
        <CopyButton text={text} label={say("copy_key")} />
      </div>
      <button type="button" className="btn sm" onClick={leave}>{say("done")}</button>
    </div>
  );
}
