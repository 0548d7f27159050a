/** A page with one thing to say: nothing here, not found, not allowed, not reachable. */
import type { ReactNode } from "react";
import { useEffect } from "react";
import { ApiError, Unreachable } from "../api/client";
import { t } from "./t";

export function Blank({ title, line, children }: { title: string; line: string; children?: ReactNode }) {
  return (
    <div className="blank">
      <h1>{title}</h1>
      <p>{line}</p>
      {children && <div className="acts">{children}</div>}
    </div>
  );
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
  return <div className="blank"><a className="btn pri" href={href}>{t("page.sign_in")}</a></div>;
}
