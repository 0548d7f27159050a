/** One conversation: its title, how its newest query that fits ended, and all its queries when it is opened. */
import { ChevronRight, Ellipsis, FileJson, FileText, Pencil, Trash2 } from "lucide-react";
import { useId, useState } from "react";
import { Link } from "wouter";
import type { ConversationEntry } from "../../api/history";
import { conversationFile } from "../../api/history";
import { useCouncils } from "../../api/queries";
import { EntryState } from "../../ui/Entry";
import { Menu } from "../../ui/Menu";
import { t, wordFor } from "../../ui/t";
import { dayAndTime } from "../../ui/time";
import { isCalledBy } from "./called";
import { DeleteDialog } from "./DeleteDialog";
import { Found } from "./Found";
import { OpenLink } from "./OpenLink";
import { RenameDialog } from "./RenameDialog";
import { Turns } from "./Turns";
import { say } from "./words";

interface Props {
  entry: ConversationEntry;
  search: string;
  deleted: () => void; // or no longer among those that are shown
}

export function Conversation({ entry, search, deleted }: Props) {
  const [isOpen, setIsOpen] = useState(false);
  const turns = useId();
  const { id, title, newest, queries } = entry;
  return (
    <article className="folder">
      <h2 dir="auto"><Link href={`/d/${newest.id}`}><Found text={title} search={search} /></Link></h2>
      <EntryState entry={newest} />
      <ConversationButtons entry={entry} deleted={deleted} />
      <Excerpt entry={entry} search={search} />
      <p className="meta num">
        <button type="button" className="opener" aria-expanded={isOpen} aria-controls={turns} aria-label={say("queries_of", { count: queries, title })} onClick={() => setIsOpen(!isOpen)}>
          <ChevronRight className="ic ic-s" aria-hidden />{say("queries", { count: queries })}
        </button>
        <span className="dot" />
        <time dateTime={newest.created_at}>{dayAndTime(newest.created_at)}</time>
        <span className="dot" />
        <Asked entry={entry} />
        {newest.is_shared && <OpenLink id={newest.id} query={newest.query} revoked={deleted} />}
      </p>
      <div id={turns} className="opened">{isOpen && <Turns id={id} newest={newest.id} revoked={deleted} />}</div>
    </article>
  );
}

function Asked({ entry: { newest } }: { entry: ConversationEntry }) {
  const { data: councils } = useCouncils();
  return (
    <>
      <span>{councils?.find((each) => each.slug === newest.council)?.name ?? newest.council}</span>
      <span className="dot" />
      <span>{wordFor("strategy", newest.strategy, newest.strategy).toLowerCase()}</span>
      {newest.rehearsal && <><span className="dot" /><span>{t("history.rehearsal")}</span></>}
    </>
  );
}

/** Of the answer; before it the query, where the title does not say it. */
function Excerpt({ entry: { title, newest }, search }: Omit<Props, "deleted">) {
  const isBare = newest.synthesis_preview === "" && newest.status === "done" && newest.opinions_given > 0;
  const text = isBare ? say("side_by_side", { count: newest.opinions_given }) : newest.synthesis_preview;
  const isNamed = isCalledBy(title, newest.query);
  if (!text && isNamed) return null;
  return (
    <p className="preview">
      {!isNamed && <b dir="auto"><Found text={newest.query} search={search} /></b>} <span dir="auto"><Found text={text} search={search} /></span>
    </p>
  );
}

function ConversationButtons({ entry, deleted }: Omit<Props, "search">) {
  const [open, setOpen] = useState<"rename" | "delete" | null>(null);
  const close = (): void => setOpen(null);
  return (
    <div className="more">
      <Menu label={say("actions", { title: entry.title })} icon={<Ellipsis className="ic" aria-hidden />}>
        <button type="button" onClick={() => setOpen("rename")}><Pencil className="ic" aria-hidden />{say("rename")}</button>
        <a href={conversationFile(entry.id, "markdown")} download><FileText className="ic" aria-hidden />{say("markdown")}</a>
        <a href={conversationFile(entry.id, "json")} download><FileJson className="ic" aria-hidden />{say("json")}</a>
        <hr />
        <button type="button" className="danger" onClick={() => setOpen("delete")}><Trash2 className="ic" aria-hidden />{say("delete")}</button>
      </Menu>
      {open === "rename" && <RenameDialog entry={entry} close={close} />}
      {open === "delete" && <DeleteDialog entry={entry} close={close} deleted={deleted} />}
    </div>
  );
}
