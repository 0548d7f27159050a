/** The providers as they are watched: how they stand, their figures, what happened, what is done about it. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answerOf, api } from "./client";
import { readProviders } from "./queries";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Provider = Schemas["ProviderOutput"];
export type QuotaWindow = Schemas["QuotaWindowOutput"];
export type ProviderFigures = Schemas["ProviderFiguresOutput"];
export type Day = Schemas["DayOutput"];
export type Bar = Schemas["BarOutput"];
export type CouncilFigures = Schemas["FiguresOutput"];
export type UsualOpinion = Schemas["UsualOpinionOutput"];
export type Happened = Schemas["HappenedOutput"];
export type AlertTold = Schemas["AlertOutput"];

export interface Watch {
  every: number | false;
}

export const watched = ({ every }: Watch) => ({ refetchInterval: every, refetchOnWindowFocus: "always" as const, staleTime: 0 });

export function useWatchedProviders(watch: Watch) {
  return useQuery({
    queryKey: ["providers"],
    queryFn: readProviders,
    ...watched(watch),
  });
}

export function useProviderFigures(watch: Watch) {
  return useQuery({
    queryKey: ["providers", "figures"],
    queryFn: ({ signal }) => answerOf(api.GET("/api/providers/figures/", { signal })),
    ...watched(watch),
  });
}

export function useCouncilFigures(watch: Watch) {
  return useQuery({
    queryKey: ["providers", "of councils"],
    queryFn: ({ signal }) => answerOf(api.GET("/api/figures/", { signal })),
    ...watched(watch),
  });
}

/** Only staff may read it. */
export function useProviderLog(watch: Watch, isStaff: boolean) {
  return useQuery({
    queryKey: ["providers", "log"],
    queryFn: ({ signal }) => answerOf(api.GET("/api/providers/log/", { signal })),
    enabled: isStaff,
    ...watched(watch),
  });
}

export type Deed = { name: "test"; provider?: string } | { name: "pause" | "resume"; provider: string };

/** Test, pause, resume; what stands on the page is read anew afterwards. */
export function useDeed() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (deed: Deed) => carryOut(deed),
    onSettled: () => client.invalidateQueries({ queryKey: ["providers"] }),
  });
}

function carryOut(deed: Deed): Promise<unknown> {
  if (deed.provider === undefined) return answerOf(api.POST("/api/providers/test/"));
  const params = { path: { name: deed.provider } };
  switch (deed.name) {
    case "test":
      return answerOf(api.POST("/api/providers/{name}/test/", { params }));
    case "pause":
      return answerOf(api.POST("/api/providers/{name}/pause/", { params }));
    case "resume":
      return answerOf(api.POST("/api/providers/{name}/resume/", { params }));
  }
}
