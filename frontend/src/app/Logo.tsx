/** Four members round a table, the chair at its head. */

export function Logo() {
  return (
    <svg className="logo" viewBox="0 0 34 34" aria-hidden="true">
      <g fill="currentColor">
        <rect x="3" y="14" width="22" height="6" rx="3" />
        <circle cx="8.5" cy="8.5" r="3" />
        <circle cx="19.5" cy="8.5" r="3" />
        <circle cx="8.5" cy="25.5" r="3" />
        <circle cx="19.5" cy="25.5" r="3" />
      </g>
      <circle className="head" cx="30" cy="17" r="3.4" />
    </svg>
  );
}
