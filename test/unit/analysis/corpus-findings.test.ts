import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { analyseCase, observeRecord, startAnalysis, type CaseMaterial } from '#analysis/index.ts';
import { evidenceIdOf, formatLocator, levelsFromHighest, type Finding } from '#model/index.ts';
import { corpusPath, skipReason } from '#test/support/corpus.ts';
import { readRecords } from '#test/support/read-records.ts';
import { lowAndBelow, reviewedFindings, type ReviewedFinding } from './corpus-reviewed.ts';

/**
 * What all detectors find in real evidence, each folder of the corpus taken as one case: messages, rules, settings, events,
 * and what shows across them. Each finding above low stands in `corpus-reviewed.ts` with the reason why it is right; of
 * the others the counts were looked at. A new finding fails until it was looked at. `SHOW=1` prints the statements.
 */
const present = corpusPath();
if (present === null) console.warn(skipReason);

const folders =
  present === null
    ? []
    : readdirSync(present, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
        .sort();

test.skipIf(present === null)('no folder is reviewed that is not there', () => {
  expect([...new Set([...Object.keys(lowAndBelow), ...reviewedFindings.map(({ folder }) => folder)])].sort()).toEqual(folders);
});

test.skipIf(present === null).each(folders)('%s holds the reviewed findings and no others', async (folder) => {
  const findings = await findingsIn(join(present ?? '', folder));
  const isHigh = ({ level }: Finding): boolean => levelsFromHighest.indexOf(level) < levelsFromHighest.indexOf('low');
  if (process.env['SHOW'] === '1') console.log(findings.map(({ level, statement }) => `${level}: ${statement}`).join('\n'));
  expect(findings.filter(isHigh).map(identified).sort()).toEqual(
    reviewedFindings
      .filter((one) => one.folder === folder)
      .flatMap((one) => Array.from({ length: one.times ?? 1 }, () => nameOf(one)))
      .sort(),
  );
  const counts: Record<string, number> = {};
  for (const { ruleId, level } of findings.filter((one) => !isHigh(one))) {
    counts[`${ruleId} ${level}`] = (counts[`${ruleId} ${level}`] ?? 0) + 1;
  }
  expect(counts).toEqual(lowAndBelow[folder]);
});

async function findingsIn(path: string): Promise<Finding[]> {
  const analysis = startAnalysis();
  const findings: Finding[] = [];
  const pieces: CaseMaterial[] = [];
  let records = 0;
  for (const record of readRecords(path)) {
    records += 1;
    const ofRecord = [...analysis.consume(record)];
    findings.push(...ofRecord);
    const { observations, trace } = observeRecord(record, ofRecord);
    const facts = record.kind === 'message' || record.kind === 'file' ? [] : [record];
    pieces.push({ evidenceId: evidenceIdOf(1), facts, observations, traces: trace === null ? [] : [trace] });
  }
  expect(records).toBeGreaterThan(0);
  for await (const finding of analyseCase(() => pieces, { ownDomains: [], parameters: {} })) findings.push(finding);
  return findings;
}

// The file of the first citation: further ones of a finding across records follow from the same events.
function identified({ ruleId, level, citations: [first], destinations }: Finding): string {
  const [file] = first.locator;
  return nameOf({ ruleId, level, file: file === undefined ? '' : formatLocator([file]), destinations });
}

function nameOf({ ruleId, level, file, destinations = [] }: Pick<ReviewedFinding, 'ruleId' | 'level' | 'file' | 'destinations'>): string {
  return [ruleId, level, file, ...destinations].join(' | ');
}
