/** A page with one thing to say: nothing here, not found, not allowed, not reachable. */
import type { ReactNode } from "react";
import { useEffect } from "react";
import { ApiError, Unreachable } from "../api/client";
import { t } from "./t";

interface Props {
  title: string;
  line: string;
  isPart?: boolean; // of a page that has a title of its own
  children?: ReactNode;
}

export function Blank({ title, line, isPart = false, children }: Props) {
  const Title = isPart ? "h2" : "h1";
  return (
    <div className="blank">
      <Title>{title}</Title>
      <p>{line}</p>
      {children && <div className="acts">{children}</div>}
    </div>
  );
}

/** A page of which nothing is known yet. */
export function Pending() {
  return <div className="page" aria-busy="true"><h1 className="sr">{t("loading")}</h1></div>;
}

/** What a failed request means to the reader, and what can be done. */
export function Fault({ error, again, toAsk }: { error: Error; again: () => void; toAsk?: ReactNode }) {
  const tryAgain = <button type="button" className="btn pri" onClick={again}>{t("try_again")}</button>;
  if (error instanceof Unreachable) {
    return <Blank title={t("page.unreachable")} line={t("page.unreachable_line")}>{tryAgain}</Blank>;
  }
  if (error instanceof ApiError && error.status === 404) {
    return <Blank title={t("page.no_deliberation")} line={t("page.no_deliberation_line")}>{toAsk}</Blank>;
  }
  if (error instanceof ApiError && error.status === 401) return <SignInFirst />;
  if (error instanceof ApiError && error.status === 403) {
    return <Blank title={t("page.forbidden")} line={error.message || t("page.forbidden_line")}>{toAsk}</Blank>;
  }
  return <Blank title={t("page.error")} line={error.message}>{tryAgain}</Blank>;
}

/** Leads to the sign-in, and from there back to here. */
function SignInFirst() {
  const href = `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`;
  useEffect(() => location.replace(href), [href]);
  return <div className="blank"><h1><a href={href}>{t("page.sign_in")}</a></h1></div>;
}
