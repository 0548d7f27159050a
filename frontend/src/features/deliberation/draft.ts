/** The query being written: survives a reload, and is where "edit and ask again" begins. */
import { readStored, store } from "../../ui/stored";

const queryKey = "draft:new";
const councilKey = "draft:council";

export const readDraft = (): string => readStored(queryKey);
export const readDraftCouncil = (): string => readStored(councilKey);
export const keepDraft = (query: string): boolean => store(queryKey, query);
export const keepDraftCouncil = (slug: string): boolean => store(councilKey, slug);
