/** Follows growing text while the reader is at its end; a wheel, touch or key upwards lets go. Once
 * it is whole, whoever has not touched it finds its beginning. */
import type { RefObject } from "react";
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { onLayout } from "./onLayout";

const near = 24;

export function useFollowEnd<Box extends HTMLElement>(text: string, isGrowing: boolean): {
  box: RefObject<Box | null>;
  isBehind: boolean;
  hasMore: boolean;
  toLatest: () => void;
} {
  const box = useRef<Box>(null);
  const isFollowing = useRef(true);
  const isTouched = useRef(false);
  const hasGrown = useRef(false);
  const [isBehind, setIsBehind] = useState(false);
  const [hasMore, setHasMore] = useState(false);

  const look = useCallback(() => {
    const el = box.current;
    if (!el) return;
    const below = el.scrollHeight - el.clientHeight - el.scrollTop;
    if (below < near) isFollowing.current = true;
    setHasMore(below >= 4);
    setIsBehind(below >= near && !isFollowing.current);
  }, []);

  useEffect(() => {
    const el = box.current;
    if (!el) return undefined;
    const release = () => {
      if (el.scrollHeight > el.clientHeight) isFollowing.current = false;
    };
    const touch = () => {
      isTouched.current = true;
    };
    const touches = ["wheel", "touchmove", "keydown", "pointerdown"];
    touches.forEach((kind) => el.addEventListener(kind, touch, { passive: true }));
    const onWheel = (event: WheelEvent) => event.deltaY < 0 && release();
    const onKey = (event: KeyboardEvent) => ["ArrowUp", "PageUp", "Home"].includes(event.key) && release();
    const callOff = onLayout(el, () => {
      if (hasGrown.current && isFollowing.current) el.scrollTop = el.scrollHeight;
      look();
    });
    el.addEventListener("wheel", onWheel, { passive: true });
    el.addEventListener("touchmove", release, { passive: true });
    el.addEventListener("keydown", onKey);
    el.addEventListener("scroll", look, { passive: true });
    return () => {
      callOff();
      touches.forEach((kind) => el.removeEventListener(kind, touch));
      el.removeEventListener("wheel", onWheel);
      el.removeEventListener("touchmove", release);
      el.removeEventListener("keydown", onKey);
      el.removeEventListener("scroll", look);
    };
  }, [look]);

  useLayoutEffect(() => {
    const el = box.current;
    if (el && isGrowing) {
      hasGrown.current = text !== "";
      if (hasGrown.current && isFollowing.current) el.scrollTop = el.scrollHeight;
    } else if (el && hasGrown.current) {
      hasGrown.current = false;
      if (!isTouched.current) el.scrollTop = 0;
    } else if (el) {
      return onLayout(el, look);
    }
    look();
    return undefined;
  }, [text, isGrowing, look]);

  const toLatest = useCallback(() => {
    isFollowing.current = true;
    isTouched.current = true;
    box.current?.scrollTo({ top: box.current.scrollHeight });
    look();
  }, [look]);

  return { box, isBehind, hasMore, toLatest };
}
