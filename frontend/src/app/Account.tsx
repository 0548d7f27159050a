/** Who I am, at the foot of the rail: the administration, the set-up, and the way out. */
import { LogIn } from "lucide-react";
import type { MouseEvent } from "react";
import { Link } from "wouter";
import { useMe, useSignOut } from "../api/me";
import { t } from "../ui/t";

export function Account({ id }: { id: string }) {
  const { data: me } = useMe();
  const { mutate: signOut } = useSignOut();
  if (!me) return <span className="railbtn" />;
  if (!me.name) {
    return (
      <Link className="railbtn" href={`/sign-in?next=${encodeURIComponent(location.pathname)}`} aria-label={t("page.sign_in")} title={t("page.sign_in")}>
        <LogIn className="ic" aria-hidden />
      </Link>
    );
  }
  const name = t("account.of", { name: me.name });
  return (
    <>
      <button type="button" className="railbtn" popoverTarget={id} aria-label={name} title={name}>
        <span className="initials" data-initials={initialsOf(me.name)} aria-hidden />
      </button>
      <div id={id} className="account" popover="auto" role="group" aria-label={t("account")}>
        <p>{me.name}</p>
        {me.is_staff && <Link href="/setup" onClick={close}>{t("account.set_up")}</Link>}
        {me.is_staff && <a href="/admin/">{t("account.admin")}</a>}
        {!me.is_single_user && (
          <button type="button" onClick={() => signOut(undefined, { onSuccess: () => location.assign("/sign-in") })}>{t("account.sign_out")}</button>
        )}
      </div>
    </>
  );
}

export function initialsOf(name: string): string {
  const parts = name.split(/[\s._@-]+/).filter(Boolean);
  const letters = parts.length > 1 ? parts.slice(0, 2).map((part) => [...part][0]) : [...name].slice(0, 2);
  return letters.join("").toUpperCase();
}

function close(event: MouseEvent<HTMLElement>): void {
  event.currentTarget.closest<HTMLElement>("[popover]")?.hidePopover();
}
