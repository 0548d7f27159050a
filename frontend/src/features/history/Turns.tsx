/** The queries of a conversation, each below the one it follows; what stands beside another is a version of it. */
import { Link } from "wouter";
import { useConversation } from "../../api/queries";
import { EntryState } from "../../ui/Entry";
import { t } from "../../ui/t";
import { dayAndTime } from "../../ui/time";
import { OpenLink } from "./OpenLink";
import { orderOf } from "./order";
import { say } from "./words";

export function Turns({ id, newest, revoked }: { id: string; newest: string; revoked: () => void }) {
  const { data, error } = useConversation(id, newest);
  if (error) return <p role="alert">{error.message}</p>;
  if (!data) return <p aria-busy="true">{t("loading")}</p>;
  return (
    <ol className="turns">
      {orderOf(data.turns).map(({ turn, depth, place, of }) => (
        <li key={turn.id} style={{ marginInlineStart: `${depth * 18}px` }}>
          <Link href={`/d/${turn.id}`} dir="auto">{turn.query}</Link>
          <EntryState entry={turn} />
          <span className="meta num">
            <time dateTime={turn.created_at}>{dayAndTime(turn.created_at)}</time>
            {of > 1 && <><span className="dot" /><span>{say("version", { place, of })}</span></>}
            {turn.to !== null && <><span className="dot" /><span>{say("asked_alone")}</span></>}
            {turn.is_shared && <OpenLink id={turn.id} query={turn.query} revoked={revoked} />}
          </span>
        </li>
      ))}
    </ol>
  );
}
