/** A ring that empties while something is waited for. */
const round = 2 * Math.PI * 5.5;

export function Ring({ share }: { share: number }) {
  return (
    <svg className="ring" viewBox="0 0 15 15" aria-hidden="true">
      <circle className="rest" cx="7.5" cy="7.5" r="5.5" />
      <circle className="left" cx="7.5" cy="7.5" r="5.5" strokeDasharray={`${share * round} ${round}`} />
    </svg>
  );
}
