import { millisecondsOf, type Finding } from '#model/index.ts';
import type { FindingColumns } from './schema.ts';
import { wordList } from './word-list.ts';

/**
 * The hot columns of findings.
 * @param slotsOf the slots of the messages that a finding is about; -1 for a record that is no message of the case
 */
export function findingColumns(findings: readonly Finding[], slotsOf: (finding: Finding) => readonly number[]): FindingColumns {
  const rules = wordList();
  const destinations = wordList();
  const ruleIds: string[] = [];
  const techniques: string[] = [];
  const levels: string[] = [];
  const destination: number[] = [];
  const destinationEnds: number[] = [];
  const cited: number[] = [];
  const citedEnds: number[] = [];
  const rule: number[] = [];
  for (const finding of findings) {
    const { ruleId, technique, level } = finding;
    // A rule may give findings of several levels.
    const place = rules.place(JSON.stringify([ruleId, technique, level]));
    if (place === ruleIds.length) {
      ruleIds.push(ruleId);
      techniques.push(technique);
      levels.push(level);
    }
    rule.push(place);
    for (const address of finding.destinations) destination.push(destinations.place(address));
    destinationEnds.push(destination.length);
    for (const slot of new Set(slotsOf(finding))) if (slot !== -1) cited.push(slot);
    citedEnds.push(cited.length);
  }
  return {
    ruleIds,
    techniques,
    levels,
    rule: Uint16Array.from(rule),
    date: Float64Array.from(findings, (finding) => millisecondsOf(finding.time) ?? Number.NaN),
    destinations: destinations.words,
    destination: Uint32Array.from(destination),
    destinationEnds: Uint32Array.from(destinationEnds),
    cited: Uint32Array.from(cited),
    citedEnds: Uint32Array.from(citedEnds),
  };
}
