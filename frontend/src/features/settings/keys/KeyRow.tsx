/** One key: what it is for, how it begins, what it may do, when it was made and used; revoked here. */
import { TriangleAlert } from "lucide-react";
import type { ApiKey } from "../../../api/apiKeys";
import { useRevokeApiKey } from "../../../api/apiKeys";
import { useAnnounce } from "../../../ui/Announcer";
import { ArmedButton } from "../../../ui/ArmedButton";
import { Banner } from "../../../ui/Banner";
import { whenOf } from "./when";
import { say } from "./words";

export function KeyRow({ apiKey, leave }: { apiKey: ApiKey; leave: () => void }) {
  const revoke = useRevokeApiKey();
  const announce = useAnnounce();

  function end(): void {
    // A callback of `mutate` is not called once the row is gone; what fails is told below.
    revoke.mutateAsync(apiKey.id).then(() => {
      announce(say("revoked"));
      leave();
    }, () => undefined);
  }

  return (
    <li>
      <p className="called">
        <b dir="auto">{apiKey.name}</b>
        <code>{apiKey.begins_with}…</code>
        {apiKey.has_expired && <span className="state t-warn"><TriangleAlert className="ic ic-s" aria-hidden />{say("expired")}</span>}
      </p>
      <p className="facts num">
        <span>{scopesOf(apiKey)}</span>
        <span className="dot" />
        <time dateTime={apiKey.created_at}>{say("made", { day: whenOf(apiKey.created_at) })}</time>
        <span className="dot" />
        <span>{apiKey.last_used_at ? say("used", { day: whenOf(apiKey.last_used_at) }) : say("unused")}</span>
        {apiKey.expires_at && !apiKey.has_expired && (
          <>
            <span className="dot" />
            <time dateTime={apiKey.expires_at}>{say("ends", { day: whenOf(apiKey.expires_at) })}</time>
          </>
        )}
      </p>
      <ArmedButton words={say("revoke")} armedWords={say("revoke_armed")} label={say("revoke_of", { key: apiKey.name })} isDisabled={revoke.isPending} act={end} />
      {revoke.error && <Banner tone="err">{say("unrevoked", { message: revoke.error.message })}</Banner>}
    </li>
  );
}

function scopesOf({ scopes }: ApiKey): string {
  if (!scopes.includes("ask")) return say("reads");
  return say(scopes.includes("read") ? "asks_and_reads" : "asks");
}
