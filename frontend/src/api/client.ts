/** The one door to the HTTP API: same origin, session cookie, errors as `ApiError`. */
import createClient from "openapi-fetch";
import type { paths } from "./schema";

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly fields: Record<string, string[]> = {},
  ) {
    super(message);
  }
}

/** No answer at all: the server is down or the network is. */
export class Unreachable extends Error {}

export const api = createClient<paths>({ fetch: reach });

/** The answer's data, or the error it stands for. */
export async function answerOf<Data>(
  call: Promise<{ data?: Data; error?: unknown; response: Response }>,
): Promise<Data> {
  const { data, error, response } = await call;
  if (response.ok) return data as Data;
  throw errorOf(response.status, error);
}

/** Where the page after this one of a list begins; null after the last. */
export function cursorAfter({ next }: { next?: string | null }): string | null {
  return next ? new URL(next, location.origin).searchParams.get("cursor") : null;
}

async function reach(request: Request): Promise<Response> {
  if (request.method !== "GET") request.headers.set("X-CSRFToken", cookie("csrftoken"));
  return fetch(request).catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new Unreachable("No answer from the server", { cause });
  });
}

function errorOf(status: number, body: unknown): Error {
  const said = (typeof body === "object" ? body : null) as Partial<ApiError> | null;
  const isFromProxy = status >= 502 && status <= 504 && !said?.code;
  if (isFromProxy) return new Unreachable("The server is not answering");
  return new ApiError(status, said?.code ?? "error", said?.message ?? "", said?.fields);
}

export function cookie(name: string): string {
  const pair = document.cookie.split("; ").find((part) => part.startsWith(`${name}=`));
  return pair ? decodeURIComponent(pair.slice(name.length + 1)) : "";
}
