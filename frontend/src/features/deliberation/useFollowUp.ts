/** The next query of a conversation: sent at once, or queued until the turn before it has ended. */
import { useCallback, useEffect, useRef, useState } from "react";
import { useLocation } from "wouter";
import { useSubmitQuery } from "../../api/queries";
import type { DeliberationStatus } from "../../api/types";
import { keepFollowUp } from "./draft";
import { useIdempotencyKey } from "./idempotency";
import { type FollowUp, keepQueued, readQueued } from "./queued";

export function useFollowUp(id: string, status: DeliberationStatus, isOver: boolean) {
  const [kept, setQueued] = useState(() => readQueued(id));
  const isLost = isOver && status !== "done"; // nothing came of what it was to follow: the person decides
  const queued = isLost ? null : kept;
  const [, navigate] = useLocation();
  const { mutate, isPending, error, reset } = useSubmitQuery();
  const sameKey = useIdempotencyKey();
  const sent = useRef("");

  const unqueue = useCallback((): void => {
    setQueued(null);
    keepQueued(id, null);
  }, [id]);

  const submit = useCallback((followUp: FollowUp): void => {
    mutate({ ...followUp, follows: id }, {
      onSuccess: (made) => {
        keepQueued(id, null);
        keepFollowUp(id, "");
        navigate(`/d/${made.id}`);
      },
      onError: unqueue, // it stands in the box, with what was said against it
    });
  }, [id, mutate, navigate, unqueue]);

  useEffect(() => {
    if (isLost) keepQueued(id, null);
    if (!queued || !isOver || sent.current === queued.key) return;
    sent.current = queued.key;
    submit(queued);
  }, [id, queued, isOver, isLost, submit]);

  function send(written: Omit<FollowUp, "key">): void {
    const followUp = { ...written, key: sameKey(JSON.stringify(written)) };
    if (isOver) {
      submit(followUp);
      return;
    }
    setQueued(followUp);
    keepQueued(id, followUp);
  }

  return { queued, send, unqueue, isPending, error, reset };
}
