/** Councils one by one: read, made, changed, deleted; what each takes. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answerOf, api } from "./client";
import type { CouncilDraft } from "./types";

export function useCouncil(slug: string) {
  return useQuery({
    queryKey: ["councils", slug],
    queryFn: ({ signal }) => answerOf(api.GET("/api/councils/{council}/", { params: { path: { council: slug } }, signal })),
    enabled: slug !== "",
  });
}

/** By each strategy there is; empty where nobody is to be asked. */
export function useEstimates(slug: string) {
  return useQuery({
    queryKey: ["estimates", slug],
    queryFn: ({ signal }) => answerOf(api.GET("/api/councils/{council}/estimates/", { params: { path: { council: slug } }, signal })),
    select: (page) => page.results,
    enabled: slug !== "",
    staleTime: 60_000,
  });
}

/** A new one without a slug. */
export function useSaveCouncil(slug: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: CouncilDraft) =>
      slug === ""
        ? answerOf(api.POST("/api/councils/", { body }))
        : answerOf(api.PUT("/api/councils/{council}/", { body, params: { path: { council: slug } } })),
    onSuccess: (saved) => {
      client.setQueryData(["councils", saved.slug], saved);
      return Promise.all([
        client.invalidateQueries({ queryKey: ["councils"], exact: true }),
        client.invalidateQueries({ queryKey: ["estimates", saved.slug] }),
      ]);
    },
  });
}

export function useDeleteCouncil(slug: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => answerOf(api.DELETE("/api/councils/{council}/", { params: { path: { council: slug } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["councils"], exact: true }),
  });
}
