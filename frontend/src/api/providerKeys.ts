/** The provider keys, never their secrets; and the Ollama that needs none. */
import { queryOptions, useMutation, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { answerOf, api } from "./client";
import type { components } from "./schema";

export type ProviderKey = components["schemas"]["ProviderKeyOutput"];
export type LocalModels = components["schemas"]["LocalModelsOutput"];

export function useProviderKeys(provider: string) {
  return useQuery(keysOf(provider));
}

/** What these providers said of the keys in use when each was last tested. */
export function useVerdicts(providers: string[]): Set<ProviderKey["verdict"]> {
  const found = useQueries({ queries: providers.map(keysOf) });
  return new Set(found.flatMap(({ data }) => data?.results ?? []).filter(({ is_enabled }) => is_enabled).map(({ verdict }) => verdict));
}

function keysOf(provider: string) {
  return queryOptions({
    queryKey: ["provider-keys", provider],
    queryFn: ({ signal }) => answerOf(api.GET("/api/providers/{name}/keys/", { params: { path: { name: provider } }, signal })),
  });
}

export function useSaveKey(provider: string) {
  return useKeyMutation(provider, (secret: string) =>
    answerOf(api.POST("/api/providers/{name}/keys/", { body: { secret, name: "" }, params: { path: { name: provider } } })));
}

export function useTestKey(provider: string) {
  return useKeyMutation(provider, (key: string) =>
    answerOf(api.POST("/api/providers/{name}/keys/{key}/test/", { params: { path: { name: provider, key } } })));
}

export function useRemoveKey(provider: string) {
  return useKeyMutation(provider, (key: string) =>
    answerOf(api.DELETE("/api/providers/{name}/keys/{key}/", { params: { path: { name: provider, key } } })));
}

/** Looks whenever it is drawn and whenever it is fetched again: what was found before may be gone. */
export function useLocalModels(provider: string) {
  const client = useQueryClient();
  return useQuery({
    queryKey: ["local-models", provider],
    queryFn: async () => {
      const found = await answerOf(api.POST("/api/providers/{name}/look/", { params: { path: { name: provider } } }));
      void client.invalidateQueries({ queryKey: ["providers"] });
      return found;
    },
    retry: false,
    gcTime: 0,
  });
}

/** What changes a key may begin or end the rehearsal. */
function useKeyMutation<Answer>(provider: string, change: (given: string) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    gcTime: 0, // a secret is kept nowhere
    onSuccess: () => Promise.all([["provider-keys", provider], ["providers"]].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}
