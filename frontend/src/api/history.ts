/** Conversations: listed, renamed, deleted. */
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { answerOf, api } from "./client";
import type { components, paths } from "./schema";

export type ConversationEntry = components["schemas"]["ConversationSummary"];
export type Came = NonNullable<NonNullable<paths["/api/conversations/"]["get"]["parameters"]["query"]>["outcome"]>;

export interface HistoryFilters {
  search: string;
  council: string;
  outcome: Came;
}

export const noHistoryFilters: HistoryFilters = { search: "", council: "", outcome: "" };

export function useConversations(filters: HistoryFilters) {
  return useInfiniteQuery({
    queryKey: ["conversations", filters],
    queryFn: ({ pageParam: cursor, signal }) =>
      answerOf(api.GET("/api/conversations/", { params: { query: { ...filters, ...(cursor && { cursor }) } }, signal })),
    initialPageParam: "",
    getNextPageParam: (page) => page.next && new URL(page.next, location.origin).searchParams.get("cursor"),
    gcTime: 0, // what was asked meanwhile is to be there when the reader comes back
  });
}

export function useRename(conversation_id: string) {
  const changed = useChanged();
  return useMutation({
    mutationFn: (title: string) =>
      answerOf(api.PATCH("/api/conversations/{conversation_id}/", { body: { title }, params: { path: { conversation_id } } })),
    onSuccess: changed,
  });
}

/** `deleted` is told even where what asked is gone with its conversation. */
export function useDelete(conversation_id: string, deleted: () => void) {
  const changed = useChanged();
  return useMutation({
    mutationFn: () => answerOf(api.DELETE("/api/conversations/{conversation_id}/", { params: { path: { conversation_id } } })),
    onSuccess: () => changed().then(deleted),
  });
}

export function conversationFile(id: string, form: "markdown" | "json"): string {
  return `/api/conversations/${id}/export/?as=${form}`;
}

function useChanged() {
  const client = useQueryClient();
  return async (): Promise<void> => {
    await Promise.all([
      client.invalidateQueries({ queryKey: ["conversations"] }),
      client.invalidateQueries({ queryKey: ["deliberations"] }),
    ]);
  };
}
