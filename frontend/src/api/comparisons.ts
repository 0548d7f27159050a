/** Models asked side by side, and cases put to them: each is one call that is answered at the end. */
import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { useEffect } from "react";
import { answerOf, api } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type AskableModel = Schemas["LanguageModelOutput"];
export type Compared = Schemas["ComparisonOutput"];
export type ModelResult = Schemas["ModelResultOutput"];
export type CaseReport = Schemas["CaseReportOutput"];
export type CaseResult = Schemas["CaseResultOutput"];
export type Case = Schemas["CaseInputRequest"];
export type Matcher = Schemas["MatcherInputRequest"];

export interface Limits {
  deadline_seconds: number;
  max_cost_usd: string | null;
}

/** All of them, page by page; who is asked for by name has to be in the list. */
export function useAskableModels() {
  const list = useInfiniteQuery({
    queryKey: ["models", "askable"],
    queryFn: ({ pageParam: cursor, signal }) =>
      answerOf(api.GET("/api/models/", { params: { query: { limit: 200, ...(cursor && { cursor }) } }, signal })),
    initialPageParam: "",
    getNextPageParam: (page) => page.next && new URL(page.next, location.origin).searchParams.get("cursor"),
    staleTime: 60_000,
  });
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  return { ...list, models: list.data?.pages.flatMap((page) => page.results).filter((model) => model.is_enabled) ?? [] };
}

export function useModelComparison() {
  return useMutation({
    mutationFn: (body: Limits & { models: string[]; query: string }) => answerOf(api.POST("/api/models/compare/", { body })),
  });
}

export function useModelTest() {
  return useMutation({
    mutationFn: (body: Limits & { models: string[]; cases: Case[] }) => answerOf(api.POST("/api/models/test/", { body })),
  });
}
