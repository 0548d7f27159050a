/** Asks once more before a conversation goes for good. */
import { useState } from "react";
import { ApiError } from "../../api/client";
import type { ConversationEntry } from "../../api/history";
import { isUnfinished, useDelete } from "../../api/history";
import { useAnnounce } from "../../ui/Announcer";
import { Banner } from "../../ui/Banner";
import { Modal } from "../../ui/Modal";
import { say } from "./words";

interface Props {
  entry: ConversationEntry;
  close: () => void;
  deleted: () => void;
}

export function DeleteDialog({ entry, close, deleted }: Props) {
  const announce = useAnnounce();
  const [runs, setRuns] = useState(isUnfinished(entry.newest));
  const { mutate, isPending, error } = useDelete(entry.id, () => {
    announce(say("deleted"));
    deleted();
  });

  /** The newest has ended, another one of its queries has not; or one was asked meanwhile. */
  function findRunning(refusal: Error): void {
    if (refusal instanceof ApiError && refusal.code === "still_running") setRuns(true);
  }

  return (
    <Modal title={say("delete_title")} line={say("delete_line", { title: entry.title, count: entry.queries })} close={close}>
      <div className="inner">
        {runs && !error && <Banner tone="info">{say("runs")}</Banner>}
        {error && <Banner tone="err">{error.message}</Banner>}
        <div className="acts">
          <button type="button" className="btn" onClick={close}>{say("cancel")}</button>
          <button type="button" className="btn danger" disabled={isPending} onClick={() => mutate(runs, { onError: findRunning })}>{say(isPending && runs ? "stopping" : runs ? "stop_and_delete" : "delete_now")}</button>
        </div>
      </div>
    </Modal>
  );
}
