/** What the reader calls a conversation. */
import type { FormEvent } from "react";
import { useId, useState } from "react";
import type { ConversationEntry } from "../../api/history";
import { useRename } from "../../api/history";
import { useAnnounce } from "../../ui/Announcer";
import { Banner } from "../../ui/Banner";
import { Modal } from "../../ui/Modal";
import { say } from "./words";

const longest = 120;

export function RenameDialog({ entry, close }: { entry: ConversationEntry; close: () => void }) {
  const rename = useRename(entry.id);
  const [title, setTitle] = useState(entry.title.slice(0, longest));
  const announce = useAnnounce();
  const name = useId();

  function send(event: FormEvent): void {
    event.preventDefault();
    rename.mutate(title.trim(), {
      onSuccess: () => {
        announce(say("renamed"));
        close();
      },
    });
  }

  return (
    <Modal title={say("rename_title")} close={close}>
      <form className="inner" onSubmit={send}>
        <label htmlFor={name}>{say("name")}</label>
        <input id={name} className="field" dir="auto" maxLength={longest} value={title} onChange={(event) => setTitle(event.target.value)} />
        <p>{say("name_line")}</p>
        {rename.isError && <Banner tone="err">{rename.error.message}</Banner>}
        <div className="acts">
          <button type="button" className="btn" onClick={close}>{say("cancel")}</button>
          <button type="submit" className="btn pri" disabled={rename.isPending}>{say("save")}</button>
        </div>
      </form>
    </Modal>
  );
}
