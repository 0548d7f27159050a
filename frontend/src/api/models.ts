/** The registry's models, all of them. */
import { useQuery } from "@tanstack/react-query";
import { answerOf, api, cursorAfter } from "./client";
import type { Watch } from "./providers";
import { watched } from "./providers";
import type { LanguageModel } from "./types";

const kept = { queryKey: ["providers", "models"], queryFn: ({ signal }: { signal: AbortSignal }) => readModels(signal) };

export function useModels() {
  return useQuery({ ...kept, staleTime: 15_000 });
}

export function useWatchedModels(watch: Watch) {
  return useQuery({ ...kept, ...watched(watch) });
}

/** Whether it may be asked and would be let in, as far as it is known. */
export function canSpeak(model: LanguageModel | undefined): boolean {
  return model !== undefined && model.is_usable && model.state.status !== "open" && model.readiness.status !== "gated";
}

/** Page by page: an Ollama or a router may list more than one page holds. */
async function readModels(signal: AbortSignal): Promise<LanguageModel[]> {
  const found: LanguageModel[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const query: { limit: number; cursor?: string } = { limit: 200, ...(cursor && { cursor }) };
    const page = await answerOf(api.GET("/api/models/", { params: { query }, signal }));
    found.push(...page.results);
    cursor = cursorAfter(page);
  }
  return found;
}
