import type { FoundProfile, SearchCounts, SearchTrouble } from '#model/index.ts';

/** What a search tells as it goes. */
export type SearchOutput =
  /** Takes the place of what was told of the same path before. */
  | { readonly kind: 'found'; readonly profile: FoundProfile }
  /** What was told of the path belongs to something larger that is told as a whole. */
  | { readonly kind: 'withdrawn'; readonly path: string }
  | { readonly kind: 'trouble'; readonly trouble: SearchTrouble }
  | { readonly kind: 'counts'; readonly counts: SearchCounts };

/** Makes the output for something that a search could not look into. */
export function searchTrouble(kind: SearchTrouble['kind'], path: string, because: string): SearchOutput {
  return { kind: 'trouble', trouble: { kind, path, because } };
}

/** Says in words why the system refused a file or folder. */
export function refusalText(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'EACCES' || code === 'EPERM') return `this user may not read it (${code})`;
  if (code === 'EBUSY') return 'another program has locked it (EBUSY)';
  return error instanceof Error ? error.message : String(error);
}
