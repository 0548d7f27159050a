/** The next query of a conversation: sent at once, or queued until the turn before it has ended. */
import { useCallback, useEffect, useRef, useState } from "react";
import { useLocation } from "wouter";
import { useSubmitQuery } from "../../api/queries";
import type { DeliberationStatus } from "../../api/types";
import { useAnnounce } from "../../ui/Announcer";
import { t } from "../../ui/t";
import { keepFollowUp } from "./draft";
import { useIdempotencyKey } from "./idempotency";
import { type FollowUp, keepQueued, readQueued } from "./queued";

export function useFollowUp(id: string, status: DeliberationStatus, isOver: boolean) {
  const [kept, setQueued] = useState(() => readQueued(id));
  const isLost = isOver && status !== "done"; // nothing came of what it was to follow: the person decides
  const queued = isLost ? null : kept;
  const [, navigate] = useLocation();
  const announce = useAnnounce();
  const { mutate, isPending, error, reset } = useSubmitQuery();
  const sameKey = useIdempotencyKey();
  const sent = useRef("");

  const keep = useCallback((followUp: FollowUp | null): void => {
    setQueued(followUp);
    keepQueued(id, followUp);
  }, [id]);
  const unqueue = useCallback(() => keep(null), [keep]);

  const submit = useCallback((followUp: FollowUp, go: (next: string) => void): void => {
    mutate({ ...followUp, follows: id }, {
      onSuccess: (made) => {
        keepFollowUp(id, "");
        go(made.id);
      },
      onError: unqueue, // it stands in the box, with what was said against it
    });
  }, [id, mutate, unqueue]);

  useEffect(() => {
    if (isLost) keepQueued(id, null);
    if (!queued || queued.asked || !isOver || sent.current === queued.key) return;
    sent.current = queued.key;
    submit(queued, (asked) => { // the answer that has just come is still being read
      keep({ ...queued, asked });
      announce(t("follow.asked"));
    });
  }, [id, queued, isOver, isLost, submit, keep, announce]);

  function send(written: Omit<FollowUp, "key">): void {
    const followUp = { ...written, key: sameKey(JSON.stringify(written)) };
    if (isOver) submit(followUp, (next) => navigate(`/d/${next}`));
    else keep(followUp);
  }

  return { queued, send, unqueue, isPending, error, reset };
}
