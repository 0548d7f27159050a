/** Conversations: listed, renamed, deleted. */
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { answerOf, api, ApiError, cursorAfter } from "./client";
import type { components, paths } from "./schema";

export type ConversationEntry = components["schemas"]["ConversationSummary"];
type Came = NonNullable<NonNullable<paths["/api/conversations/"]["get"]["parameters"]["query"]>["outcome"]>;

export interface HistoryFilters {
  search: string;
  council: string;
  outcome: Came;
  shared?: true;
}

export const noHistoryFilters: HistoryFilters = { search: "", council: "", outcome: "" };

export function useConversations(filters: HistoryFilters) {
  return useInfiniteQuery({
    queryKey: ["conversations", filters],
    queryFn: ({ pageParam: cursor, signal }) =>
      answerOf(api.GET("/api/conversations/", { params: { query: { ...filters, ...(cursor && { cursor }) } }, signal })),
    initialPageParam: "",
    getNextPageParam: cursorAfter,
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

/**
 * With `isStopping`, what still runs in it is stopped first; without, that is refused.
 * `deleted` is told before the list is read again, for what asked goes with its conversation.
 */
export function useDelete(conversation_id: string, deleted: () => void) {
  const changed = useChanged();
  return useMutation({
    mutationFn: async (isStopping: boolean) => {
      const params = { path: { conversation_id } };
      if (isStopping) {
        const { turns } = await answerOf(api.GET("/api/conversations/{conversation_id}/", { params }));
        await Promise.all(turns.filter(isUnfinished).map((turn) => stop(turn.id)));
      }
      return answerOf(api.DELETE("/api/conversations/{conversation_id}/", { params }));
    },
    onSuccess: () => {
      deleted();
      return changed();
    },
  });
}

/** `revoked` is told before the list is read again, for what asked goes with its link. */
export function useRevokeLink(deliberation_id: string, revoked: () => void) {
  const client = useQueryClient();
  const changed = useChanged();
  return useMutation({
    mutationFn: () => answerOf(api.DELETE("/api/deliberations/{deliberation_id}/share/", { params: { path: { deliberation_id } } })),
    onSuccess: () => {
      revoked();
      return Promise.all([changed(), client.invalidateQueries({ queryKey: ["conversation"] })]);
    },
  });
}

export function isUnfinished({ status }: { status: string }): boolean {
  return status === "queued" || status === "running";
}

/** Over when its log is: that ends with the deliberation. */
async function stop(deliberation_id: string): Promise<void> {
  const params = { path: { deliberation_id } };
  await answerOf(api.POST("/api/deliberations/{deliberation_id}/cancel/", { params })).catch(forgiveEnded);
  await answerOf(api.GET("/api/deliberations/{deliberation_id}/events/", { params, parseAs: "text" }));
}

function forgiveEnded(error: unknown): void {
  if (!(error instanceof ApiError && error.code === "already_finished")) throw error;
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
