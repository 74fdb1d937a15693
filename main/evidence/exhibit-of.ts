import { dirname } from 'node:path';
import type { EvidenceId } from '#model/index.ts';
import { realPath } from './lies-within.ts';

/**
 * Makes the question which exhibit a path is or lies in, links resolved as far as the path exists; of several the nearest above.
 * @param items with their paths, absolute or below the working directory
 */
export function exhibitOf(
  items: readonly { readonly evidenceId: EvidenceId; readonly pathAsGiven: string }[],
): (path: string) => EvidenceId | null {
  const places = new Map<string, EvidenceId>();
  const known = new Map<string, string>();
  for (const { evidenceId, pathAsGiven } of items) {
    const place = realPath(pathAsGiven, known);
    if (!places.has(place)) places.set(place, evidenceId);
  }
  return (path) => {
    for (let place = realPath(path, known); ; place = dirname(place)) {
      const evidenceId = places.get(place);
      if (evidenceId !== undefined) return evidenceId;
      if (dirname(place) === place) return null;
    }
  };
}
