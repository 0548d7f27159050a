/** How full something is: a meter with value and text. */
import type { Meter } from "./meters";

export function Gauge({ meter: { name, used, reserved, tone, amount, note } }: { meter: Meter }) {
  const firm = Math.max(0, used - reserved);
  return (
    <div className="gauge">
      <p className="l num">
        <span>{name}</span>
        <b>{amount}</b>
      </p>
      <svg
        role="meter"
        aria-label={name}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(used)}
        aria-valuetext={[amount, note].filter(Boolean).join(", ")}
        preserveAspectRatio="none"
      >
        <rect className="tr" width="100%" height="10" />
        {reserved > 0 && <rect className="rs" x={`${firm}%`} width={`${used - firm}%`} height="10" />}
        <rect className={`fl ${tone}`} width={`${firm}%`} height="10" />
      </svg>
      {note && <p className="n num">{note}</p>}
    </div>
  );
}
