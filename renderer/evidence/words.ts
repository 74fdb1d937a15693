import type { IngestProgress, Verification, VerificationResult } from '#contract/index.ts';
import {
  filePathOf,
  formatLocator,
  isBalanced,
  type ContainerAccount,
  type Diagnostic,
  type EvidenceId,
  type EvidenceItem,
} from '#model/index.ts';
import type { DiagnosticCount, IngestState } from '#renderer/case/case-view.ts';
import { isRunning, phaseText } from '#renderer/navigation/job-words.ts';
import { bothTimes } from '#renderer/ui/times.ts';
import { counted, grouped, lastName, listed } from '#renderer/ui/words.ts';

/** What the examiner can do about the reading of an evidence item now. */
export type ReadAction = 'read' | 'resume' | 'none';

/** How far the reading of an item is, in words, and what can be done about it. */
export function readingOf(
  state: IngestState | undefined,
  job: IngestProgress | undefined,
): { readonly text: string; readonly action: ReadAction } {
  if (job?.phase === 'hashing') {
    if (isRunning(job)) return { text: 'Hashing', action: 'none' };
    // A hash that is finished says nothing of an item that has been read: it was hashed again to verify it.
    if (state === undefined || state.state === 'none') return { text: 'Hashed; is read in its turn', action: 'none' };
  }
  if (job?.phase === 'reading' || job?.phase === 'paused') {
    return { text: `${phaseText(job)}, ${counted(job.messages, 'message')}`, action: 'none' };
  }
  if (job?.phase === 'failed') return { text: phaseText(job), action: 'resume' };
  switch (state?.state) {
    case 'done':
      return { text: `Read to its end, ${counted(state.messages, 'message')}`, action: 'none' };
    case 'running':
      return { text: `Reading, ${counted(state.messages, 'message')}`, action: 'none' };
    case 'partial':
      return { text: `Read in part, ${counted(state.messages, 'message')}`, action: 'resume' };
    case 'none':
    case undefined:
      return { text: 'Not read yet', action: 'read' };
  }
}

/** Whether something of a container is missing or does not add up. */
export function hasTrouble(account: ContainerAccount): boolean {
  return account.failed > 0 || !isBalanced(account);
}

export interface Sums {
  readonly expected: number;
  readonly records: number;
  readonly failed: number;
  readonly recovered: number;
}

/** The sums over containers. */
export function sumsOf(accounts: readonly ContainerAccount[]): Sums {
  const sums = { expected: 0, records: 0, failed: 0, recovered: 0 };
  for (const { expected, records, failed, recovered } of accounts) {
    sums.expected += expected;
    sums.records += records;
    sums.failed += failed;
    sums.recovered += recovered;
  }
  return sums;
}

/** The completeness of what was read, as a sentence. */
export function completenessText(accounts: readonly ContainerAccount[]): string {
  const { expected, records, failed, recovered } = sumsOf(accounts);
  if (accounts.length === 0) return 'Nothing has been read yet.';
  const extra = recovered === 0 ? '' : ` ${counted(recovered, 'further item')} ${recovered === 1 ? 'was' : 'were'} recovered.`;
  const unbalanced = accounts.filter((account) => !isBalanced(account)).length;
  const books =
    unbalanced === 0
      ? ''
      : ` In ${counted(unbalanced, 'container')} the numbers do not add up; each has a diagnostic of code count-mismatch.`;
  const whole =
    failed === 0
      ? `All ${counted(expected, 'expected item')} in ${counted(accounts.length, 'container')} became records.`
      : `${grouped(failed)} of ${counted(expected, 'expected item')} could not be read. The other ${grouped(records)} are in the case.`;
  return `${whole}${books}${extra}`;
}

/**
 * A container as people name it: a folder of a store by its path there, with the file beside it; a file or directory by
 * its path; the evidence item itself by its own name; anything else by its locator.
 * @param item the exhibit that the container lies in; null while the case does not name it.
 */
export function containerName(
  { locator, title, kind }: ContainerAccount,
  item: Pick<EvidenceItem, 'pathAsGiven'> | null,
): { readonly name: string; readonly within: string | null } {
  const path = filePathOf(locator);
  if (title !== undefined && title !== '') return { name: title, within: path };
  const last = locator.at(-1);
  if (last === undefined || (last.kind === 'file' && (path === null || path === '' || path === '.'))) {
    return { name: item === null ? 'the evidence item itself' : lastName(item.pathAsGiven), within: 'the evidence item itself' };
  }
  if (last.kind === 'file') return { name: last.at, within: null };
  if (last.kind === 'item' && kind === 'store-folder') return { name: `folder without a name, ${last.at}`, within: path };
  return { name: formatLocator(locator), within: null };
}

/** An effect of a diagnostic, in words. */
export function effectText(effect: string): string {
  return effect.replace('-', ' ');
}

const effectsFromGravest: readonly Diagnostic['effect'][] = ['item-lost', 'field-lost', 'limit-reached', 'recovered', 'noted'];

/** The codes of diagnostics with their counts and effects: what lost something first, then by name. */
export function codesByGravity(
  counts: readonly DiagnosticCount[],
): readonly { readonly code: string; readonly count: number; readonly effects: readonly string[] }[] {
  const rankOf = (effect: string): number => effectsFromGravest.findIndex((each) => each === effect);
  const codes = [...new Set(counts.map(({ code }) => code))].map((code) => {
    const own = counts.filter((each) => each.code === code).toSorted((one, other) => rankOf(one.effect) - rankOf(other.effect));
    return { code, count: own.reduce((sum, each) => sum + each.count, 0), effects: own.map(({ effect }) => effect) };
  });
  return codes.sort((one, other) => rankOf(one.effects[0] ?? '') - rankOf(other.effects[0] ?? '') || (one.code < other.code ? -1 : 1));
}

/** The effects of diagnostics with their counts, the gravest first. */
export function effectsByGravity(
  counts: readonly DiagnosticCount[],
): readonly { readonly effect: Diagnostic['effect']; readonly count: number }[] {
  return effectsFromGravest.flatMap((effect) => {
    const count = counts.reduce((sum, each) => sum + (each.effect === effect ? each.count : 0), 0);
    return count === 0 ? [] : [{ effect, count }];
  });
}

/**
 * Why there are no diagnostics: a reading that has not ended cannot say that nothing was lost.
 * @param chosen the exhibit on view; null: all.
 */
export function noDiagnosticsText(
  items: readonly Pick<EvidenceItem, 'evidenceId'>[],
  chosen: EvidenceId | null,
  states: readonly Pick<IngestState, 'evidenceId' | 'state'>[],
): string {
  const meant = items.filter(({ evidenceId }) => chosen === null || evidenceId === chosen);
  const isRead = meant.every(({ evidenceId }) => states.some((state) => state.evidenceId === evidenceId && state.state === 'done'));
  const where = chosen === null ? '' : ` of ${chosen}`;
  if (isRead) return `No diagnostics${where}: nothing was lost, nothing was cut short, nothing had to be guessed.`;
  return `No diagnostics${where} yet, but ${chosen === null ? 'not every item' : 'the item'} has${chosen === null ? '' : ' not'} been read to its end.`;
}

/** The result of hashing an item again, as a sentence. */
export function verificationText(result: Verification | VerificationResult, zone: string): string {
  const at = bothTimes(Date.parse(result.verifiedAt), zone);
  if (result.matches) return `Hashed again at ${at}: the SHA-256 is the one of its acquisition.`;
  if (result.foundSha256 === null) return `At ${at} the item could not be read. Make sure that its medium is connected and verify again.`;
  const differences = 'differences' in result ? result.differences : [];
  const more = differences.length - shownDifferences;
  const named = [...differences.slice(0, shownDifferences), ...(more > 0 ? [`${grouped(more)} more`] : [])];
  const differing = named.length === 0 ? '' : ` Different: ${listed(named)}.`;
  return `Hashed again at ${at}: the item differs from its acquisition. Found SHA-256 ${result.foundSha256}.${differing}`;
}

const shownDifferences = 5;
