/** Why nothing was asked, in the words of whoever refused it. */
import { ApiError } from "../../api/client";
import { Banner } from "../../ui/Banner";
import { Say } from "./words";

export function Refused({ error }: { error: Error }) {
  if (!(error instanceof ApiError)) return <Banner tone="err"><Say k="unreachable" /></Banner>;
  const details = [...new Set(Object.values(error.fields).flatMap(textsIn))].join(" ");
  return <Banner tone="err"><Say k="refused" message={details || error.message} /></Banner>;
}

/** Texts of fields, and of fields in fields. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
