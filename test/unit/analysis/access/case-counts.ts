import { eventCases } from './event-cases.ts';

/** How many cases fire a rule about access events, and how many are near misses of it. */
export function accessCaseCounts(ruleId: string): { readonly fires: number; readonly misses: number } {
  const cases = eventCases[ruleId];
  return { fires: Object.keys(cases?.fires ?? {}).length, misses: Object.keys(cases?.misses ?? {}).length };
}
