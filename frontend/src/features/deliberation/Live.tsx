/** The live screen put together: the view, the reader's choice, and the commands. */
import { Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useLocation } from "wouter";
import { useAskAgain, useNudge } from "../../api/members";
import { useCommand, useFeedback } from "../../api/queries";
import type { Deliberation } from "../../api/types";
import { useAnnounce } from "../../ui/Announcer";
import { Boundary } from "../../ui/Boundary";
import { t } from "../../ui/t";
import { useCopy } from "../../ui/useCopy";
import { useShortcuts } from "../../ui/useShortcuts";
import { useTitle } from "../../ui/useTitle";
import { factsBetween } from "./announcements";
import { CouncilTable } from "./CouncilTable";
import { EarlierTurns } from "./EarlierTurns";
import { FollowUpBox } from "./FollowUpBox";
import { ChairPicker, FocusView, MergeBox, ToChair, useLater } from "./later";
import { LiveBanners } from "./LiveBanners";
import { QueryHead } from "./QueryHead";
import { useDeliberation } from "./useDeliberation";
import { useEscTwice } from "./useEscTwice";
import type { DeliberationView } from "./view";
import { isOver, voiceOf } from "./view";
import type { Voice } from "./voice";
import "./css/print.css";

export function Live({ row }: { row: Deliberation }) {
  const { view, calmView, link, reconnect } = useDeliberation(row);
  const [picked, setPicked] = useState<string | null>(null);
  const [focused, setFocused] = useState<string | null>(null);
  const [isPicking, setIsPicking] = useState(false);
  const { mutate, error: commandError } = useCommand(row.id);
  const [, navigate] = useLocation();
  const { mutate: nudge, error: nudgeError } = useNudge(row.id);
  const { askAgain, askError } = useAsking(row.id);
  const earlier = useMemo(() => Object.fromEntries(row.opinions.map((opinion) => [opinion.member, opinion.earlier])), [row]);
  const rating = useFeedback(row.id, row.feedback);
  const merging = useMemo(() => <MergeBox id={row.id} view={calmView} />, [row.id, calmView]);
  const announce = useAnnounce();
  const canCommand = !isOver(view);
  const chosen = picked ?? whoToShow(view);

  useTitle(t("live.title", { query: view.query.slice(0, 60) }));
  useAnnouncements(view);

  const stopAll = useCallback(() => mutate({ name: "cancel" }), [mutate]);
  const isArmed = useEscTwice(canCommand, () => announce(t("live.stop_armed")), stopAll);

  const actions = useMemo(() => ({
    choose: setPicked,
    stop: (member: string) => mutate({ name: "stop", member }),
    nudge,
    askAgain: canCommand ? null : askAgain,
    focus: setFocused,
    synthesizeNow: () => mutate({ name: "synthesize" }),
    pickChair: () => setIsPicking(true),
  }), [mutate, nudge, askAgain, canCommand]);

  useLater();
  useVoiceShortcuts(view, chosen, setPicked, setFocused);
  useShortcuts({ d: () => navigate(`/d/${row.id}/compare`) });

  return (
    <div className="live">
      <EarlierTurns row={row} />
      <QueryHead view={calmView} row={row} isArmed={isArmed} stopAll={stopAll} />
      {isArmed && <p className="armed-note" aria-hidden="true">{t("live.stop_armed")}</p>}
      <LiveBanners view={calmView} askedAt={row.created_at} link={link} reconnect={reconnect} commandError={commandError ?? nudgeError ?? askError} />
      <Boundary broken={() => null}><Suspense><ToChair view={calmView} /></Suspense></Boundary>
      <CouncilTable view={view} calmView={calmView} chosen={chosen} canCommand={canCommand} actions={actions} rating={rating} earlier={earlier} merging={merging}>
        <FollowUpBox row={row} view={calmView} />
      </CouncilTable>
      {isPicking && (
        <Suspense>
          <ChairPicker id={row.id} view={view} replace={(chair) => mutate({ name: "synthesize", chair })} close={() => setIsPicking(false)} />
        </Suspense>
      )}
      {focused !== null && <Suspense><FocusView view={view} member={focused} close={() => setFocused(null)} /></Suspense>}
    </div>
  );
}

/** The answer to it is another deliberation. */
function useAsking(id: string) {
  const [, navigate] = useLocation();
  const { mutate, error: askError, isPending } = useAskAgain(id);
  const askAgain = useCallback((member: string) => {
    if (!isPending) mutate(member, { onSuccess: (revision) => navigate(`/d/${revision.id}`) });
  }, [mutate, navigate, isPending]);
  return { askAgain, askError };
}

function useAnnouncements(view: DeliberationView): void {
  const announce = useAnnounce();
  const before = useRef(view);
  useEffect(() => {
    const isReplay = before.current.lastSeq === 0;
    if (!isReplay) factsBetween(before.current, view).forEach(announce);
    before.current = view;
  }, [view, announce]);
}

function useVoiceShortcuts(
  view: DeliberationView,
  chosen: string,
  pick: (member: string) => void,
  focus: (member: string) => void,
): void {
  const { copy } = useCopy();
  const announce = useAnnounce();

  function goTo(member: string): void {
    pick(member);
    requestAnimationFrame(() => {
      document.getElementById(`opinion-${member}`)?.focus();
    });
  }
  function withText(act: (voice: Voice, member: string) => void): void {
    const at = document.activeElement?.closest("article, aside")?.id.replace(/^(?:card|place)-/, "") ?? chosen;
    const voice = voiceOf(view, at);
    if (voice?.text) act(voice, at);
    else if (view.chair?.text) act(view.chair, "chair");
  }

  const digits = view.members.slice(0, 9).map((voice, i) => [String(i + 1), () => goTo(voice.member)] as const);
  useShortcuts({
    ...Object.fromEntries(digits),
    "0": () => goTo("chair"),
    f: () => withText((_, member) => focus(member)),
    c: () => withText((voice) => {
      copy(voice.text);
      announce(t("copied"));
    }),
  });
}

/** Until the reader picks: the chair once it has begun, before that whoever speaks first. */
function whoToShow(view: DeliberationView): string {
  if (isOver(view) || (view.chair && view.chair.attempts.length > 0)) return "chair";
  const speaking = view.members.find((voice) => voice.text !== "");
  return (speaking ?? view.members[0])?.member ?? "chair";
}
