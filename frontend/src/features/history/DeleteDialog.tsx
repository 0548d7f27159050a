/** Asks once more before a conversation goes for good. */
import type { ConversationEntry } from "../../api/history";
import { useDelete } from "../../api/history";
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
  const { mutate, isPending, error } = useDelete(entry.id, () => {
    announce(say("deleted"));
    deleted();
  });

  return (
    <Modal title={say("delete_title")} close={close}>
      <div className="inner">
        <p dir="auto">{say("delete_line", { title: entry.title, count: entry.queries })}</p>
        {error && <Banner tone="err">{error.message}</Banner>}
        <div className="acts">
          <button type="button" className="btn" onClick={close}>{say("cancel")}</button>
          <button type="button" className="btn danger" disabled={isPending} onClick={() => mutate()}>{say("delete_now")}</button>
        </div>
      </div>
    </Modal>
  );
}
