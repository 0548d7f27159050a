/** A council is made, copied or changed. */
import { useParams, useSearch } from "wouter";
import { useCouncil } from "../../api/councils";
import { Pending } from "../../ui/Blank";
import { t } from "../../ui/t";
import { useTitle } from "../../ui/useTitle";
import { NoCouncil } from "./CouncilPage";
import { CouncilForm } from "./CouncilForm";
import { emptyCouncil, fieldsOf } from "./draft";
import { say } from "./words";
import "./councils.css";

export function EditorPage() {
  const { id = "" } = useParams<{ id: string }>();
  const copied = new URLSearchParams(useSearch()).get("from") ?? "";
  const from = useCouncil(id || copied);
  const title = id === "" ? say("title_new") : say("title_edit", { name: from.data?.name ?? "" });
  useTitle(`${title} · ${t("app")}`);

  if (from.isError) return <div className="page"><NoCouncil error={from.error} again={() => void from.refetch()} /></div>;
  if (from.isLoading) return <Pending />;
  const begun = from.data ? fieldsOf(from.data, say("chair")) : emptyCouncil(say("chair"));
  const fields = id === "" && from.data ? { ...begun, name: say("copy_of", { name: from.data.name }) } : begun;
  return (
    <div className="page editor">
      <header><h1>{title}</h1></header>
      <CouncilForm key={`${id} ${copied}`} slug={id} begun={fields} />
    </div>
  );
}
