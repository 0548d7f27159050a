/** Files of a deliberation, the link to it, and what whoever has a link reads. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answerOf, api } from "./client";
import type { components } from "./schema";

type ShareLink = components["schemas"]["LinkOutput"];
export type Shared = components["schemas"]["SharedOutput"];
export type SharedOpinion = components["schemas"]["SharedOpinionOutput"];

export function deliberationFile(id: string, form: "markdown" | "json"): string {
  return `/api/deliberations/${id}/export/?as=${form}`;
}

/** The whole deliberation as Markdown. */
export function useDocument(deliberation_id: string) {
  return useQuery({
    queryKey: ["document", deliberation_id],
    queryFn: ({ signal }) =>
      answerOf(api.GET("/api/deliberations/{deliberation_id}/export/", { params: { path: { deliberation_id } }, parseAs: "text", signal })),
    staleTime: Infinity,
    gcTime: 0,
  });
}

export function useLink(deliberation_id: string) {
  const client = useQueryClient();
  const queryKey = ["link", deliberation_id];
  const params = { path: { deliberation_id } };
  const keep = (link: ShareLink): void => {
    client.setQueryData(queryKey, link);
  };
  const link = useQuery({
    queryKey,
    queryFn: ({ signal }) => answerOf(api.GET("/api/deliberations/{deliberation_id}/share/", { params, signal })),
    gcTime: 0,
  });
  const share = useMutation({
    mutationFn: (with_opinions: boolean) =>
      answerOf(api.PUT("/api/deliberations/{deliberation_id}/share/", { body: { with_opinions }, params })),
    onSuccess: keep,
  });
  const revoke = useMutation({
    mutationFn: () => answerOf(api.DELETE("/api/deliberations/{deliberation_id}/share/", { params })),
    onSuccess: keep,
  });
  return { link, share, revoke };
}

export function useShared(token: string) {
  return useQuery({
    queryKey: ["shared", token],
    queryFn: ({ signal }) => answerOf(api.GET("/api/shared/{token}/", { params: { path: { token } }, signal })),
    staleTime: Infinity,
  });
}
