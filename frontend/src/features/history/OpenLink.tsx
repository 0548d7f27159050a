/** That an answer has a link by which others read it, and the way to revoke it. */
import { useRef } from "react";
import { useRevokeLink } from "../../api/history";
import { useAnnounce } from "../../ui/Announcer";
import { say } from "./words";

interface Props {
  id: string;
  query: string;
  revoked: () => void;
}

export function OpenLink({ id, query, revoked }: Props) {
  const announce = useAnnounce();
  const button = useRef<HTMLButtonElement>(null);
  const { mutate, isPending, error } = useRevokeLink(id, () => {
    announce(say("revoked"));
    button.current?.closest("li")?.querySelector("a")?.focus(); // the button goes with the link
    revoked();
  });

  return (
    <>
      <span className="dot" />
      <span>{say("shared")}</span>
      <button ref={button} type="button" className="linkish" disabled={isPending} aria-label={say("revoke_of", { query })} onClick={() => mutate()}>{say("revoke")}</button>
      {error && <span role="alert">{error.message}</span>}
    </>
  );
}
