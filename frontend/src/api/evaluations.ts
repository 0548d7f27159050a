/** Evaluation reports that were kept, and what councils decide by. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { answerOf, api, cursorAfter } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type Evaluation = Schemas["EvaluationOutput"];
export type EvaluationEntry = Schemas["EvaluationSummary"];
export type EvaluatedCouncil = Schemas["EvaluatedCouncilOutput"];
export type StrategyFigures = Schemas["StrategyFiguresOutput"];
export type Bin = Schemas["BinOutput"];
export type EvaluationTable = Schemas["TableOutput"];
export type Learned = Schemas["LearnedOutput"];

export function useEvaluations() {
  return useInfiniteQuery({
    queryKey: ["evaluations"],
    queryFn: ({ pageParam: cursor, signal }) =>
      answerOf(api.GET("/api/evaluations/", { params: { query: cursor ? { cursor } : {} }, signal })),
    initialPageParam: "",
    getNextPageParam: cursorAfter,
  });
}

export function useEvaluation(id: string) {
  return useQuery({
    queryKey: ["evaluation", id],
    queryFn: ({ signal }) => answerOf(api.GET("/api/evaluations/{report_id}/", { params: { path: { report_id: id } }, signal })),
    staleTime: Infinity, // a report never changes
  });
}

export function useLearned() {
  return useQuery({
    queryKey: ["learned"],
    queryFn: ({ signal }) => answerOf(api.GET("/api/learned/", { signal })),
    staleTime: 60_000,
  });
}
