/** The square that stops: an outline on a button, filled where it states a fact or stops all. */

export function StopMark({ isFilled = false, isSmall = false }: { isFilled?: boolean; isSmall?: boolean }) {
  return (
    <svg className={isSmall ? "ic ic-s" : "ic"} viewBox="0 0 24 24" fill={isFilled ? "currentColor" : "none"} stroke={isFilled ? "none" : "currentColor"} aria-hidden="true">
      <rect x="6" y="6" width="12" height="12" rx="2.5" />
    </svg>
  );
}
