/** What the reader must know beside the deliberation itself: rehearsal, connection, how it ended. */
import { memo } from "react";
import { Banner, RehearsalBanner } from "../../ui/Banner";
import { useNow } from "../../ui/clock";
import { secondsSince } from "../../ui/countdown";
import { T, t, wordFor } from "../../ui/t";
import { exactTime } from "../../ui/time";
import type { Link } from "./useDeliberation";
import type { DeliberationView } from "./view";

interface Props {
  view: DeliberationView;
  askedAt: string;
  link: Link;
  reconnect: () => void;
  commandError: Error | null;
}

export const LiveBanners = memo(function LiveBanners({ view, askedAt, link, reconnect, commandError }: Props) {
  const isBack = useBack(link);
  return (
    <>
      {view.rehearsal && <RehearsalBanner />}
      {view.status === "queued" && <Queued askedAt={askedAt} />}
      {link.connection === "lost" && <Lost link={link} reconnect={reconnect} />}
      {isBack && <Banner tone="ok"><T k="banner.back" /></Banner>}
      {commandError && <Banner tone="err"><T k="banner.command_failed" message={commandError.message} /></Banner>}
      {view.status === "cancelled" && <Banner tone="warn"><T k="banner.cancelled" /></Banner>}
      {view.status === "failed" && (
        <Banner tone="err">
          <T
            k="banner.failed"
            title={wordFor("failed", view.code ?? "", t("failed.other"))}
            message={`${view.message ?? ""} ${t("failed.kept")}`.trim()}
          />
        </Banner>
      )}
    </>
  );
});

const queuedUnsaid = 3;

/** Most deliberations begin at once; only a wait that can be felt is worth a line. */
function Queued({ askedAt }: { askedAt: string }) {
  const now = useNow(true);
  if (secondsSince(askedAt, now) < queuedUnsaid) return null;
  return <Banner tone="info"><T k="banner.queued" /></Banner>;
}

function Lost({ link, reconnect }: { link: Link; reconnect: () => void }) {
  const now = useNow(true);
  const time = exactTime(link.since);
  const count = link.retryAt === null ? 0 : Math.max(0, Math.ceil((link.retryAt - now) / 1_000));
  return (
    <Banner tone="warn" action={<button type="button" className="btn sm" onClick={reconnect}>{t("banner.reconnect")}</button>}>
      {count > 0 ? <T k="banner.lost_in" time={time} count={count} /> : <T k="banner.lost" time={time} />}
    </Banner>
  );
}

const backShown = 4_000;

/** True for a moment after a lost connection came back. */
function useBack({ connection, hasBeenLost, since }: Link): boolean {
  const isOpenAgain = connection === "open" && hasBeenLost;
  const now = useNow(isOpenAgain);
  return isOpenAgain && now - since < backShown;
}
