/** One's own API keys: what programs ask with. A whole key comes once, when it is made. */
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { answerOf, api, cursorAfter } from "./client";
import type { components } from "./schema";

export type ApiKey = components["schemas"]["ApiKeyOutput"];
export type ApiKeyWish = components["schemas"]["ApiKeyInputRequest"];

const queryKey = ["api-keys"];

export function useApiKeys() {
  return useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam: cursor, signal }) =>
      answerOf(api.GET("/api/keys/", { params: { query: { ...(cursor && { cursor }) } }, signal })),
    initialPageParam: "",
    getNextPageParam: cursorAfter,
  });
}

export function useMakeApiKey() {
  return useKeyMutation((body: ApiKeyWish) => answerOf(api.POST("/api/keys/", { body })));
}

export function useRevokeApiKey() {
  return useKeyMutation((key: string) => answerOf(api.DELETE("/api/keys/{key}/", { params: { path: { key } } })));
}

function useKeyMutation<Wish, Answer>(change: (wish: Wish) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    gcTime: 0, // a key is kept nowhere
    onSuccess: () => client.invalidateQueries({ queryKey }),
  });
}
