/** The link to one deliberation: off until it is made, and gone when it is revoked. */
import { ExternalLink } from "lucide-react";
import { useState } from "react";
import { useLink } from "../../../api/sharing";
import { useAnnounce } from "../../../ui/Announcer";
import { Banner } from "../../../ui/Banner";
import { CopyButton } from "../../../ui/CopyButton";
import { Modal } from "../../../ui/Modal";
import { t } from "../../../ui/t";
import { say } from "./words";

export function ShareDialog({ id, close }: { id: string; close: () => void }) {
  const { link, share, revoke } = useLink(id);
  const [wish, setWish] = useState(false);
  const announce = useAnnounce();
  const isShared = link.data?.is_shared ?? false;
  const withOpinions = isShared ? (share.isPending ? share.variables : link.data?.with_opinions ?? false) : wish;
  const error = link.error ?? share.error ?? revoke.error;
  const isBusy = share.isPending || revoke.isPending;

  function choose(isWished: boolean): void {
    setWish(isWished);
    if (isShared) share.mutate(isWished);
  }

  return (
    <Modal title={say("title")} line={say("line")} close={close}>
      <div className="inner" aria-busy={link.isPending}>
        {link.data?.is_only_here && <Banner tone="info">{say("only_here")}</Banner>}
        <label className="check">
          <input type="checkbox" checked={withOpinions} disabled={!link.data || isBusy} onChange={(event) => choose(event.target.checked)} />
          {say("with_opinions")}
        </label>
        {isShared && <Address page={link.data?.page ?? null} />}
        {error && <Banner tone="err">{error.message}</Banner>}
        <div className="acts">
          {isShared ? (
            <button type="button" className="btn" disabled={isBusy} onClick={() => revoke.mutate(undefined, { onSuccess: () => announce(say("revoked")) })}>{say("revoke")}</button>
          ) : (
            <button type="button" className="btn pri" disabled={!link.data || isBusy} onClick={() => share.mutate(wish, { onSuccess: () => announce(say("made")) })}>{say("make")}</button>
          )}
          {isShared && <button type="button" className="btn pri" onClick={close}>{t("close")}</button>}
        </div>
      </div>
    </Modal>
  );
}

function Address({ page }: { page: string | null }) {
  if (page === null) return <p>{say("untellable")}</p>;
  const url = location.origin + page;
  return (
    <div className="line">
      <input className="field" readOnly aria-label={say("link")} value={url} onFocus={(event) => event.target.select()} />
      <CopyButton text={url} label={say("copy_link")} />
      <a className="iconbtn" href={page} target="_blank" rel="noreferrer" aria-label={say("visit")} title={say("visit")}>
        <ExternalLink className="ic" aria-hidden />
      </a>
    </div>
  );
}
