/** Two texts of one deliberation side by side, live or long finished, with the words in which they differ marked. */
import { ArrowLeftRight } from "lucide-react";
import { useMemo } from "react";
import { Link, useParams, useSearchParams } from "wouter";
import { useConversation, useDeliberationRow } from "../../../api/queries";
import type { Deliberation } from "../../../api/types";
import { Blank, Fault, Pending } from "../../../ui/Blank";
import { lettersOf } from "../../../ui/Monogram";
import { t } from "../../../ui/t";
import { useTitle } from "../../../ui/useTitle";
import { useDeliberation } from "../useDeliberation";
import { isOver } from "../view";
import { Columns } from "./Columns";
import type { Tally } from "./compareWording";
import { tallyOf } from "./compareWording";
import type { Text } from "./texts";
import { chosenOf, stillSpeaking, textsOf } from "./texts";
import { unformatted } from "./unformatted";
import { useWording } from "./useWording";
import { Say, say } from "./words";
import "./compare.css";

export function ComparePage() {
  const { id = "" } = useParams<{ id: string }>();
  const row = useDeliberationRow(id);
  if (row.isPending) return <Pending />;
  if (row.isError) {
    const toAsk = <Link className="btn" href="/">{t("page.to_ask")}</Link>;
    return <div className="page"><Fault error={row.error} again={() => void row.refetch()} toAsk={toAsk} /></div>;
  }
  return <Comparison key={id} row={row.data} />;
}

function Comparison({ row }: { row: Deliberation }) {
  const { view } = useDeliberation(row);
  const [search, setSearch] = useSearchParams();
  const { data: conversation } = useConversation(row.conversation, row.id);
  const texts = textsOf(view, row, conversation?.turns ?? []);
  const [left, right] = chosenOf(texts, search.get("left"), search.get("right"));
  useTitle(`${say("title")} · ${t("app")}`);

  const back = <Link className="btn" href={`/d/${row.id}`}>{say("back")}</Link>;
  if (!left || !right) {
    const of = view.members.length + 1;
    const line = isOver(view) ? say("too_few_over", { count: texts.length }) : say("too_few_line", { count: texts.length, of });
    return <div className="page"><Blank title={say("too_few")} line={line}>{back}</Blank></div>;
  }
  const pick = (one: string, other: string) => setSearch({ left: one, right: other }, { replace: true });
  const waiting = stillSpeaking(view);
  return (
    <div className="page comparing">
      <header>
        <div>
          <h1>{say("title")}</h1>
          <p className="lede asked" dir="auto">{view.query}</p>
        </div>
        <div className="acts">{back}</div>
      </header>
      <form className="pickers" aria-label={say("pickers")} onSubmit={(event) => event.preventDefault()}>
        <Picker label={say("left")} texts={texts} waiting={waiting} value={left.id} pick={(id) => pick(id, id === right.id ? left.id : right.id)} />
        <button type="button" className="iconbtn" aria-label={say("swap")} title={say("swap")} onClick={() => pick(right.id, left.id)}>
          <ArrowLeftRight className="ic" aria-hidden />
        </button>
        <Picker label={say("right")} texts={texts} waiting={waiting} value={right.id} pick={(id) => pick(id === left.id ? right.id : left.id, id)} />
      </form>
      <Beside left={left} right={right} letters={lettersOf(view.members.map((voice) => voice.role))} />
    </div>
  );
}

function Beside({ left, right, letters }: { left: Text; right: Text; letters: string[] }) {
  const [here, there] = [useMemo(() => unformatted(left.text), [left.text]), useMemo(() => unformatted(right.text), [right.text])];
  const { pairs, isWhole } = useWording(here, there);
  const tally = tallyOf(pairs);
  return (
    <>
      <div className="counted num" role="status">{isWhole ? <Counted tally={tally} hasPortions={pairs.some((pair) => pair.isPortion)} /> : say("counting")}</div>
      <Columns left={left} right={right} letters={letters} pairs={pairs} isWhole={isWhole} isMarked={isWhole && !tally.isTooLittle} />
    </>
  );
}

function Counted({ tally: { shared, onlyLeft: left, onlyRight: right, share, isTooLittle }, hasPortions }: { tally: Tally; hasPortions: boolean }) {
  if (left + right === 0) return <p><Say k="equal" shared={shared} /></p>;
  return (
    <>
      <p>
        <Say k="counted" left={left} right={right} shared={shared} />
        {!isTooLittle && <span className="key"><del>{say("only_left")}</del> <ins>{say("only_right")}</ins></span>}
      </p>
      {isTooLittle && <p><Say k="too_little" percent={Math.round(share * 100)} /></p>}
      <p>{say("what_it_is")}</p>
      {hasPortions && <p>{say("portions")}</p>}
    </>
  );
}

function Picker({ label, texts, waiting, value, pick }: { label: string; texts: Text[]; waiting: string[]; value: string; pick: (id: string) => void }) {
  return (
    <label>
      <span>{label}</span>
      <select className="field" value={value} onChange={(event) => pick(event.target.value)}>
        {texts.map(({ id, name, model }) => <option key={id} value={id}>{`${name} · ${model}`}</option>)}
        {waiting.map((name) => <option key={name} disabled value="">{say("not_yet", { name })}</option>)}
      </select>
    </label>
  );
}
