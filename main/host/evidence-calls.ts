import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Trouble, type CallHandlers, type CaseFile, type IngestProgress, type VerificationResult } from '#contract/index.ts';
import { EvidenceReadError, acquire, liesWithin, systemPath, verify, type AcquireProgress, type Acquisition } from '#evidence/index.ts';
import { evidenceIdOf, type EvidenceId, type EvidenceItem } from '#model/index.ts';
import { readEvidenceBytes } from '#pipeline/index.ts';
import { writeAtomically } from './atomic-file.ts';
import type { HostContext } from './host-context.ts';
import { settleFinds } from './kept-searches.ts';
import { badLocator, evidenceItemOf, locatorFrom, manifestOf, manifestPath, placeOf } from './known-evidence.ts';

type EvidenceCall = 'evidence.choose' | 'evidence.dropped' | 'evidence.describe' | 'evidence.verify' | 'evidence.bytes';

/** Evidence that a search found. */
export interface FoundEvidence {
  /** Absolute path. */
  readonly path: string;
  readonly custodian: string;
  /** Why it was recognised, for the audit log. */
  readonly why: string;
}

/** What came of adding evidence that a search found: an item, or why there is none. */
export type AddedEvidence =
  { readonly kind: 'item'; readonly item: EvidenceItem } | { readonly kind: 'not-added'; readonly because: string };

export interface EvidenceCalls {
  readonly handlers: CallHandlers<EvidenceCall>;
  /** Adds what a search found, one after the other; trouble with one leaves the others. The outcomes are in the same order. */
  addFound(found: readonly FoundEvidence[]): Promise<readonly AddedEvidence[]>;
  /** Stops the hashing of an item; false when it is not being hashed. */
  cancelHashing(evidenceId: EvidenceId): boolean;
  cancelAllHashing(): void;
}

/** Answers the calls about evidence: adding, describing, verifying, showing bytes. */
export function evidenceCalls(context: HostContext): EvidenceCalls {
  const { caseFolder, services, emit } = context;
  const hashing = new Map<EvidenceId, AbortController>();

  const hashed = async <T>(
    evidenceId: EvidenceId,
    work: (options: { signal: AbortSignal; onProgress: (progress: AcquireProgress) => void }) => Promise<T>,
  ): Promise<T> => {
    const controller = new AbortController();
    hashing.set(evidenceId, controller);
    try {
      return await work({
        signal: controller.signal,
        onProgress: hashingProgress(evidenceId, (progress) => emit('ingest.progress', progress)),
      });
    } catch (error) {
      if (controller.signal.aborted) throw hashingCancelled(evidenceId);
      throw error instanceof EvidenceReadError ? unreadable(error) : error;
    } finally {
      hashing.delete(evidenceId);
    }
  };

  // Exhibit numbers are given one after the other, so additions are too.
  let queue: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = queue.then(work);
    queue = done.catch(() => undefined);
    return done;
  };
  const add = (paths: readonly string[]): Promise<readonly EvidenceItem[]> =>
    inTurn(async () => {
      const items: EvidenceItem[] = [];
      for (const path of paths) items.push(await addOne(resolve(path)));
      return items;
    });

  const addOne = async (path: string): Promise<EvidenceItem> => {
    const { evidenceId, acquisition, known } = await acquired(path);
    return known === undefined ? enter(evidenceId, acquisition, null) : relocate(known, path);
  };

  const addFound: EvidenceCalls['addFound'] = (found) =>
    inTurn(async () => {
      const outcomes: AddedEvidence[] = [];
      let cancelled: string | null = null;
      for (const one of found) {
        if (cancelled === null) {
          try {
            outcomes.push(await addOneFound(one));
            continue;
          } catch (error) {
            if (!(error instanceof Trouble)) throw error;
            const { code, happened } = error.text;
            outcomes.push({ kind: 'not-added', because: happened });
            if (code === 'hashing-cancelled') cancelled = 'Adding was cancelled before it was its turn.';
          }
        } else outcomes.push({ kind: 'not-added', because: cancelled });
      }
      return outcomes;
    });

  // The same bytes at two places are one item of the case, as when they are added by hand; but a search that finds both
  // at once has found a copy, not the new place of the first.
  const addOneFound = async (found: FoundEvidence): Promise<AddedEvidence> => {
    const { evidenceId, acquisition, known } = await acquired(found.path);
    if (known === undefined) return { kind: 'item', item: enter(evidenceId, acquisition, found) };
    if (resolve(known.pathAsGiven) === found.path) return { kind: 'not-added', because: `It is ${known.evidenceId} already.` };
    if (!existsSync(systemPath(known.pathAsGiven))) return { kind: 'item', item: relocate(known, found.path) };
    const copy = `The same bytes lie at ${found.path}${found.custodian === '' ? '' : ` (${found.custodian})`}.`;
    if (!known.note.includes(copy)) describe(known.evidenceId, known.custodian, known.note === '' ? copy : `${known.note}\n${copy}`);
    return { kind: 'not-added', because: `It holds the same bytes as ${known.evidenceId}, whose note now names this place.` };
  };

  const acquired = async (path: string) => {
    refuseOwnFolder(path, caseFolder.directory);
    const evidenceId = nextEvidenceId(caseFolder.read().evidence);
    const acquisition = await hashed(evidenceId, (options) => acquire(path, options));
    const { kind, hashes } = acquisition.item;
    const known = caseFolder.read().evidence.find((item) => kind === item.kind && hashes.sha256 === item.hashes.sha256);
    return { evidenceId, acquisition, known };
  };

  const enter = (evidenceId: EvidenceId, { item, manifest, diagnostics }: Acquisition, found: FoundEvidence | null): EvidenceItem => {
    const added: EvidenceItem = { ...item, evidenceId, custodian: found?.custodian ?? '', note: '' };
    if (manifest !== null) writeAtomically(manifestPath(caseFolder, evidenceId), manifest);
    emit(
      'case.changed',
      caseFolder.change((file) => ({ ...file, evidence: [...file.evidence, added] })),
    );
    const trouble = diagnostics.length === 0 ? '' : `; ${String(diagnostics.length)} entries could not be hashed or were left out`;
    const search = found === null ? '' : `; custodian ${JSON.stringify(found.custodian)}; found by a search: ${found.why}`;
    caseFolder.audit.append(
      'evidence-added',
      `${evidenceId} ${item.pathAsGiven}; ${String(item.sizeBytes)} bytes; SHA-256 ${item.hashes.sha256}${trouble}${search}`,
    );
    return added;
  };

  // The same bytes are the same item: a case must not count them twice, and a moved item is found again in this way.
  const relocate = (known: EvidenceItem, path: string): EvidenceItem => {
    if (resolve(known.pathAsGiven) === path) return known;
    const wasThere = existsSync(systemPath(known.pathAsGiven));
    settleFinds(caseFolder, known);
    const moved = { ...known, pathAsGiven: path };
    const changed = caseFolder.change((file) => ({
      ...file,
      evidence: file.evidence.map((item) => (item.evidenceId === known.evidenceId ? moved : item)),
    }));
    emit('case.changed', changed);
    const detail = `${known.evidenceId} from ${known.pathAsGiven} (${wasThere ? 'still there' : 'not there any more'}) to ${path}; same SHA-256`;
    caseFolder.audit.append('evidence-relocated', detail);
    return moved;
  };

  const describe = (evidenceId: EvidenceId, custodian: string, note: string): CaseFile => {
    const changed = caseFolder.change((file) => ({
      ...file,
      evidence: file.evidence.map((item) => (item.evidenceId === evidenceId ? { ...item, custodian, note } : item)),
    }));
    caseFolder.audit.append('evidence-described', JSON.stringify({ evidenceId, custodian, note }));
    emit('case.changed', changed);
    return changed;
  };

  return {
    addFound,
    handlers: {
      'evidence.choose': async ({ kind }) => add(await services.choosePaths(kind)),
      'evidence.dropped': async ({ token }) => add(await services.resolveDropped(token)),
      'evidence.describe': ({ evidenceId, custodian, note }) => {
        evidenceItemOf(caseFolder, evidenceId);
        return describe(evidenceId, custodian, note);
      },
      'evidence.verify': async ({ evidenceId }): Promise<VerificationResult> => {
        const item = evidenceItemOf(caseFolder, evidenceId);
        placeOf(item);
        const result = await hashed(evidenceId, (options) => verify(item, manifestOf(caseFolder, item), options));
        const found = result.foundSha256 ?? 'unreadable';
        caseFolder.audit.append(
          'evidence-verified',
          `${evidenceId} ${result.matches ? 'matches' : 'DIFFERS'}; expected ${result.expectedSha256}; found ${found}`,
        );
        const { matches, foundSha256, verifiedAt } = result;
        emit(
          'case.changed',
          caseFolder.change((file) => ({
            ...file,
            verifications: [
              ...file.verifications.filter((known) => known.evidenceId !== evidenceId),
              { evidenceId, verifiedAt, matches, foundSha256 },
            ],
          })),
        );
        return { evidenceId, ...result };
      },
      'evidence.bytes': ({ evidenceId, locator, offsetBytes, lengthBytes }) => {
        const item = evidenceItemOf(caseFolder, evidenceId);
        const place = placeOf(item);
        try {
          return readEvidenceBytes(place, item.kind, locatorFrom(locator), { offsetBytes, lengthBytes });
        } catch (error) {
          if (error instanceof EvidenceReadError) throw unreadable(error);
          if (error instanceof RangeError) throw badLocator(locator);
          throw error;
        }
      },
    },
    cancelHashing(evidenceId) {
      const controller = hashing.get(evidenceId);
      controller?.abort();
      return controller !== undefined;
    },
    cancelAllHashing() {
      for (const controller of hashing.values()) controller.abort();
    },
  };
}

function nextEvidenceId(items: readonly EvidenceItem[]): EvidenceId {
  const highest = items.reduce((most, { evidenceId }) => Math.max(most, Number(evidenceId.slice(3))), 0);
  return evidenceIdOf(highest + 1);
}

// What the program writes must never land in the evidence, nor its own files be taken for evidence.
function refuseOwnFolder(path: string, caseDirectory: string): void {
  if (!liesWithin(path, caseDirectory) && !liesWithin(caseDirectory, path)) return;
  throw new Trouble({
    code: 'evidence-holds-case',
    happened: `${path} and the case folder ${caseDirectory} lie within each other.`,
    kept: 'Nothing was changed.',
    todo: 'Keep the case outside the evidence: move the case folder elsewhere, or choose other evidence.',
  });
}

function hashingProgress(evidenceId: EvidenceId, tell: (progress: IngestProgress) => void): (progress: AcquireProgress) => void {
  const begun = performance.now();
  let lastTold = -Infinity;
  return ({ files, filesTotal, bytes, bytesTotal, current }) => {
    const now = performance.now();
    const isLast = filesTotal !== null && files === filesTotal;
    if (now - lastTold < 200 && !isLast) return;
    lastTold = now;
    const seconds = (now - begun) / 1000;
    const secondsLeft = bytesTotal === null || bytes === 0 || seconds < 1 ? null : ((bytesTotal - bytes) / bytes) * seconds;
    const none = { messages: 0, diagnostics: 0, findings: 0, messagesPerSecond: null, trouble: null };
    tell({ evidenceId, phase: 'hashing', files, filesTotal, bytes, bytesTotal, seconds, secondsLeft, current, ...none });
  };
}

function hashingCancelled(evidenceId: EvidenceId): Trouble {
  return new Trouble({
    code: 'hashing-cancelled',
    happened: `Hashing of ${evidenceId} was cancelled.`,
    kept: 'Items that were hashed before are in the case; this one was left as it was.',
    todo: 'Add or verify the item again when there is time to hash it.',
  });
}

function unreadable(error: EvidenceReadError): Trouble {
  return new Trouble({
    code: 'evidence-unreadable',
    happened: error.message,
    kept: 'The case holds what it held before.',
    todo: 'Check that the medium is attached and that you may read it; then try again.',
  });
}
