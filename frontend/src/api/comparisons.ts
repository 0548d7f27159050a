/** Models asked side by side, and cases put to them: each is one call that is answered at the end. */
import { useMutation } from "@tanstack/react-query";
import { answerOf, api } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];
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
