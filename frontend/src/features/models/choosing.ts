/** Which models of the registry are shown. */
import type { LanguageModel } from "../../api/types";
import { capitalised } from "./words";

export interface Choice {
  search: string;
  tag: string;
  provider: string;
}

export const noChoice: Choice = { search: "", tag: "", provider: "" };

export function chosen(models: LanguageModel[], { search, tag, provider }: Choice): LanguageModel[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return models.filter((model) => {
    const text = `${model.name} ${model.label} ${model.family}`.toLowerCase();
    return words.every((word) => text.includes(word)) && (tag === "" || model.tags.includes(tag)) && (provider === "" || model.provider === provider);
  });
}

export function tagsOf(models: LanguageModel[]): string[] {
  return [...new Set(models.flatMap(({ tags }) => tags))].toSorted();
}

export function wordForTag(tag: string): string {
  return capitalised(tag.replaceAll("_", "-"));
}
