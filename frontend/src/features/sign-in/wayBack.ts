/** Where to go after the sign-in: a path of ours, whatever the address says. */
export function wayBack(wanted: string | null): string {
  if (!wanted?.startsWith("/")) return "/";
  const target = new URL(wanted, location.origin);
  return target.origin === location.origin ? target.pathname + target.search : "/";
}
