/** Providers by the names people know them by. */
import { useCallback } from "react";
import { useProviders } from "./queries";

const fallback: Record<string, string> = {
  huggingface: "Hugging Face",
  gemini: "Gemini",
  ollama: "Ollama",
  rehearsal: "Rehearsal",
};

export function useProviderLabel(): (name: string) => string {
  const { data } = useProviders();
  return useCallback(
    (name) => data?.results.find((provider) => provider.name === name)?.label ?? fallback[name] ?? name,
    [data],
  );
}
