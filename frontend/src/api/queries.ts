/** Server state: what is asked of the API, and under which key it is kept. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { answerOf, api, ApiError, cursorAfter } from "./client";
import type { DeliberationStatus, Feedback } from "./types";

interface Filters {
  search: string;
  council: string;
  status: DeliberationStatus | "";
}

export const noFilters: Filters = { search: "", council: "", status: "" };

interface Submission {
  query: string;
  council: string;
  key: string;
  strategy?: string | null;
  max_cost_usd?: string | null;
  allow_paid?: boolean | null;
  reuse_answers?: boolean | null;
  follows?: string;
  edits?: string | null;
  to?: string | null;
}

type Command = { name: "cancel" } | { name: "synthesize"; chair?: string } | { name: "stop"; member: string };

export function useCouncils() {
  return useQuery({
    queryKey: ["councils"],
    queryFn: ({ signal }) => answerOf(api.GET("/api/councils/", { signal })),
    select: (page) => page.results,
    staleTime: 60_000,
  });
}

export function useProviders() {
  return useQuery({
    queryKey: ["providers"],
    queryFn: readProviders,
    staleTime: 15_000,
  });
}

export function readProviders({ signal }: { signal: AbortSignal }) {
  return answerOf(api.GET("/api/providers/", { params: { query: { limit: 200 } }, signal }));
}

export function useJudges() {
  return useQuery({
    queryKey: ["judges"],
    queryFn: ({ signal }) => answerOf(api.GET("/api/judges/", { signal })),
    staleTime: 60_000,
  });
}

export function useDeliberationRow(id: string) {
  return useQuery({
    queryKey: ["deliberation", id],
    queryFn: ({ signal }) =>
      answerOf(api.GET("/api/deliberations/{deliberation_id}/", { params: { path: { deliberation_id: id } }, signal })),
    staleTime: Infinity, // from here on the log tells
    gcTime: 0,
  });
}

export function useDeliberations(filters: Filters) {
  return useInfiniteQuery({
    queryKey: ["deliberations", filters],
    queryFn: ({ pageParam: cursor, signal }) =>
      answerOf(api.GET("/api/deliberations/", { params: { query: { ...asked(filters), ...(cursor && { cursor }) } }, signal })),
    initialPageParam: "",
    getNextPageParam: cursorAfter,
  });
}

export function useSubmitQuery() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ key, ...body }: Submission) =>
      answerOf(api.POST("/api/deliberations/", { body, params: { header: { "Idempotency-Key": key } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["deliberations"] }),
  });
}

/** All turns of a conversation; read anew for each that is looked at. */
export function useConversation(id: string, turn: string) {
  return useQuery({
    queryKey: ["conversation", id, turn],
    queryFn: ({ signal }) =>
      answerOf(api.GET("/api/conversations/{conversation_id}/", { params: { path: { conversation_id: id } }, signal })),
    staleTime: Infinity,
    gcTime: 0,
  });
}

export function useContest(id: string) {
  return useMutation({
    mutationFn: (body: { claim: string; reason: string }) =>
      answerOf(api.POST("/api/deliberations/{deliberation_id}/contest/", { body, params: { path: { deliberation_id: id } } })),
  });
}

/** Of an ended deliberation: its opinions written up in a new one, on these points, by this member or else the chair. */
export function useSynthesis(id: string) {
  return useMutation({
    mutationFn: (body: { chair: string; points: string[] }) =>
      answerOf(api.POST("/api/deliberations/{deliberation_id}/synthesize/", { body, params: { path: { deliberation_id: id } } })),
  });
}

/** Stop all, stop one member, synthesize now. What came too late is no error. */
export function useCommand(id: string) {
  return useMutation({ mutationFn: (command: Command) => send(id, command).catch(forgiveTooLate) });
}

/** What is said of an answer, shown at once; what the server refuses was not said. */
export function useFeedback(id: string, before: Feedback) {
  const [kept, keep] = useState(before);
  const { mutate, variables, isPending } = useMutation({
    mutationFn: (body: Feedback) =>
      answerOf(api.PUT("/api/deliberations/{deliberation_id}/feedback/", { body, params: { path: { deliberation_id: id } } })),
    onSuccess: keep,
  });
  const said = isPending ? variables : kept;
  return useMemo(() => ({ said, say: mutate }), [said, mutate]);
}

function send(deliberation_id: string, command: Command): Promise<unknown> {
  const params = { path: { deliberation_id } };
  switch (command.name) {
    case "cancel":
      return answerOf(api.POST("/api/deliberations/{deliberation_id}/cancel/", { params }));
    case "synthesize":
      return answerOf(api.POST("/api/deliberations/{deliberation_id}/synthesize/", { body: { chair: command.chair ?? "", points: [] }, params }));
    case "stop": {
      const path = { deliberation_id, member: command.member };
      return answerOf(api.POST("/api/deliberations/{deliberation_id}/members/{member}/stop/", { params: { path } }));
    }
  }
}

export function forgiveTooLate(error: unknown): void {
  if (!(error instanceof ApiError && error.status === 409)) throw error;
}

/** Errors of ours are answers; only silence is worth asking again. */
export function isWorthRetrying(failures: number, error: Error): boolean {
  return !(error instanceof ApiError && error.status < 500) && failures < 2;
}

function asked({ search, council, status }: Filters) {
  return { ...(search && { search }), ...(council && { council }), ...(status && { status }) };
}
