/** Why a query was not taken, in the words of whoever refused it. */
import { ApiError } from "../../api/client";
import { T } from "../../ui/t";

export function Refusal({ error }: { error: Error }) {
  if (!(error instanceof ApiError)) return <T k="ask.unreachable" />;
  const details = Object.values(error.fields).flat().join(" ");
  return <T k="ask.refused" message={details || error.message} />;
}
