/** Server state: what is asked of the API, and under which key it is kept. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ApiError, getJson, postJson } from "./client";
import type { Council, Deliberation, DeliberationEntry, Page, Providers, Submitted } from "./types";

export interface Filters {
  search?: string;
  council?: string;
  status?: string;
}

export function useCouncils() {
  return useQuery({
    queryKey: ["councils"],
    queryFn: ({ signal }) => getJson<Page<Council>>("/api/councils/", signal),
    select: (page) => page.results,
    staleTime: 60_000,
  });
}

export function useProviders() {
  return useQuery({
    queryKey: ["providers"],
    queryFn: ({ signal }) => getJson<Providers>("/api/providers/", signal),
    staleTime: 15_000,
  });
}

export function useDeliberationRow(id: string) {
  return useQuery({
    queryKey: ["deliberation", id],
    queryFn: ({ signal }) => getJson<Deliberation>(pathOf(id), signal),
    staleTime: Infinity, // from here on the log tells
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
}

export function useDeliberations(filters: Filters) {
  return useInfiniteQuery({
    queryKey: ["deliberations", filters],
    queryFn: ({ pageParam, signal }) => getJson<Page<DeliberationEntry>>(pageParam, signal),
    initialPageParam: listPath(filters),
    getNextPageParam: (page) => sameOrigin(page.next),
  });
}

export function useSubmitQuery() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ key, ...body }: { query: string; council: string; key: string }) =>
      postJson<Submitted>("/api/deliberations/", body, { "Idempotency-Key": key }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["deliberations"] }),
  });
}

/** Stop all, stop one member, synthesize now. What came too late is no error. */
export function useCommand(id: string) {
  return useMutation({
    mutationFn: (command: string) => postJson(`${pathOf(id)}${command}/`).catch(forgiveTooLate),
  });
}

function forgiveTooLate(error: unknown): void {
  if (!(error instanceof ApiError && error.status === 409)) throw error;
}

/** Errors of ours are answers; only silence is worth asking again. */
export function isWorthRetrying(failures: number, error: Error): boolean {
  return !(error instanceof ApiError && error.status < 500) && failures < 2;
}

function pathOf(id: string): string {
  return `/api/deliberations/${encodeURIComponent(id)}/`;
}

function listPath(filters: Filters): string {
  const asked = new URLSearchParams(Object.entries(filters).filter(([, value]) => value));
  return `/api/deliberations/${asked.size ? `?${asked}` : ""}`;
}

/** `next` is absolute and may name another host than the one the page came from. */
function sameOrigin(next: string | null): string | null {
  if (next === null) return null;
  const { pathname, search } = new URL(next, location.origin);
  return pathname + search;
}
