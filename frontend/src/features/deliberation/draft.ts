/** The query being written: survives a reload, and is where "edit and ask again" begins. */
import { readStored, store } from "../../ui/stored";

const queryKey = "draft:new";
const councilKey = "draft:council";

const editsKey = "draft:edits";
const followUpKey = (id: string) => `draft:after:${id}`;

export const readDraft = (): string => readStored(queryKey);
export const readDraftCouncil = (): string => readStored(councilKey);
export const readDraftEdits = (): string => readStored(editsKey);
export const readFollowUp = (id: string): string => readStored(followUpKey(id));
export const keepDraft = (query: string): boolean => store(queryKey, query);
export const keepDraftCouncil = (slug: string): boolean => store(councilKey, slug);
export const keepDraftEdits = (id: string): boolean => store(editsKey, id);
export const keepFollowUp = (id: string, query: string): boolean => store(followUpKey(id), query);
