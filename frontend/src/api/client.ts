/** The one door to the HTTP API: same origin, session cookie, errors as `ApiError`. */

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

export async function getJson<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
  return (await send(path, { ...(signal && { signal }) })) as Answer;
}

export async function postJson<Answer>(
  path: string,
  body: object = {},
  headers: Record<string, string> = {},
): Promise<Answer> {
  return (await send(path, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "Content-Type": "application/json", "X-CSRFToken": cookie("csrftoken"), ...headers },
  })) as Answer;
}

async function send(path: string, init: RequestInit): Promise<unknown> {
  const headers = { Accept: "application/json", ...init.headers };
  const answer = await fetch(path, { ...init, headers, credentials: "same-origin" }).catch(
    (cause: unknown) => {
      if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
      throw new Unreachable("No answer from the server", { cause });
    },
  );
  const body: unknown = await answer.json().catch(() => null);
  if (answer.ok) return body;
  const isFromProxy = answer.status >= 502 && answer.status <= 504 && body === null;
  if (isFromProxy) throw new Unreachable("The server is not answering");
  throw errorOf(answer.status, body);
}

function errorOf(status: number, body: unknown): ApiError {
  const said = (typeof body === "object" ? body : null) as Partial<ApiError> | null;
  return new ApiError(status, said?.code ?? "error", said?.message ?? "", said?.fields);
}

export function cookie(name: string): string {
  const pair = document.cookie.split("; ").find((part) => part.startsWith(`${name}=`));
  return pair ? decodeURIComponent(pair.slice(name.length + 1)) : "";
}
