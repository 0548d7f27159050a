/** What this browser remembers: drafts and preferences. Storage may be full, or forbidden. */

export const defaultCouncilKey = "council";
export const draftCouncilKey = "draft:council";

export function readStored(key: string): string {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

/** False when it could not be kept. */
export function store(key: string, value: string): boolean {
  try {
    if (value === "") localStorage.removeItem(key);
    else localStorage.setItem(key, value);
    return true;
  } catch {
    return false;
  }
}
