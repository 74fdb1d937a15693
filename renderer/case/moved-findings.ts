import type { Transaction } from 'dexie';
import type { EvidenceId, Finding } from '#model/index.ts';
import { findingColumns } from './finding-columns.ts';
import { packJson, unpackJson } from './pack.ts';
import type { ColumnChunk, FindingColumns, ManifestRow, PackedFindings } from './schema.ts';

/**
 * Rules whose findings lay with those of single records up to version 2 of the database: they depend on the own domains and
 * are made by the analysis across records, which replaces them as a whole.
 */
const movedRules: ReadonlySet<string> = new Set(['forwarding.rule.passes-on', 'forwarding.rule.standing-copy']);

/**
 * What such a version wrote behind destinations in statements about single records, by the own domains of that time; since
 * then it is said beside the statement, by those of now.
 */
const formerMark = ' (outside the own domains)';

/**
 * Takes the findings of rules that moved out of the batches, so that they are told once. The analysis of such a case is
 * outdated, since it ran with other rules: the next one makes them again, under the same identifiers.
 * Statements of the others are made what they are since: none speaks of the own domains.
 */
export async function removeMovedFindings(transaction: Transaction): Promise<void> {
  const columns = transaction.table<ColumnChunk, number>('columns');
  const packedFindings = transaction.table<PackedFindings, number>('findings');
  const manifest = transaction.table<ManifestRow, EvidenceId>('manifest');
  for (const id of await columns.toCollection().primaryKeys()) {
    const [chunk, row] = await Promise.all([columns.get(id), packedFindings.get(id)]);
    if (chunk === undefined || row === undefined) continue;
    const findings = unpackJson(row.packed) as readonly Finding[];
    if (!findings.some(({ ruleId, statement }) => movedRules.has(ruleId) || statement.includes(formerMark))) continue;
    const kept = findings.flatMap((finding, at) =>
      movedRules.has(finding.ruleId)
        ? []
        : [{ finding: unmarked(finding), findingId: row.findingIds[at] ?? '', cited: citedBy(chunk.findings, at) }],
    );
    const slots = new Map(kept.map(({ finding, cited }) => [finding, cited]));
    const own = kept.map(({ finding }) => finding);
    await columns.put({ ...chunk, findings: findingColumns(own, (finding) => slots.get(finding) ?? []) });
    await packedFindings.put({ id, findingIds: kept.map(({ findingId }) => findingId), packed: packJson(own) });
    const item = await manifest.get(chunk.evidenceId);
    if (item !== undefined) await manifest.put({ ...item, findings: item.findings - (findings.length - kept.length) });
  }
}

/** The slots of the messages that a finding of a batch cites. */
function citedBy({ cited, citedEnds }: FindingColumns, at: number): readonly number[] {
  return [...cited.subarray(at === 0 ? 0 : citedEnds[at - 1], citedEnds[at])];
}

function unmarked(finding: Finding): Finding {
  return { ...finding, statement: finding.statement.replaceAll(formerMark, '') };
}
