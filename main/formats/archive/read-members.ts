import { EvidenceCutError, EvidenceReadError, type ByteSource } from '#evidence/byte-source.ts';
import type { ContainerRef, Diagnostic, DiagnosticCode, Effect, FileDraft, Limits, Locator } from '#model/index.ts';
import { filePathOf } from '#model/index.ts';
import { chooseReader, readersPromisedBy } from '../choose-reader.ts';
import type { ExpansionBudget, FormatReader, ReadContext, ReaderOutput } from '../reader.ts';
import { expand, type Expanded } from './expand.ts';
import type { ArchiveListing, ArchiveMember } from './member.ts';
import { stepsOfName } from './member-name.ts';
import { placeMembers } from './surroundings.ts';

/**
 * Reads the members of an archive: each becomes a record of kind `file` below the archive, and what a reader finds in it
 * follows. Ranges of bytes within a member are no ranges of the evidence file, so records have none; their locators keep
 * them.
 *
 * Books: container `archive`, one expected item for each member. What is lost within a member that could not be unpacked
 * whole is booked in a container of kind `file-content`, for how much it is cannot be known.
 */
export function* readMembers(listing: ArchiveListing, packedBytes: number, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  const container: ContainerRef = { kind: 'archive', locator: context.locator };
  const tell = (code: DiagnosticCode, effect: Effect, detail: string, locator = context.locator, where = container): ReaderOutput => ({
    kind: 'diagnostic',
    container: where,
    diagnostic: { code, effect, stage: 'read', locator, detail },
  });
  const depth = context.locator.filter((step) => step.kind === 'member').length;
  if (depth >= context.limits.archiveDepth) {
    const detail = `Archives lie within each other more than ${String(context.limits.archiveDepth)} deep; this one was not unpacked.`;
    yield tell('limit-reached', 'limit-reached', detail);
    return;
  }
  for (const trouble of listing.troubles) yield tell('archive-damaged', 'noted', trouble);
  const budget = context.expansion ?? budgetFor(packedBytes, context.limits);
  const opened = openedMembers(context, budget);
  const places = placeMembers(listing, (member) => opened.beside(member));
  try {
    for (const member of listing.members) {
      const locator: Locator = [...context.locator, ...member.steps];
      const content = member.content();
      if (content.kind === 'no-file') {
        yield tell('entry-skipped', 'noted', content.because, locator);
        continue;
      }
      if (!member.isUnlisted) yield { kind: 'expected', container, items: 1 };
      if (!context.enter(locator, container)) continue;
      if (content.kind === 'closed') {
        const within: ContainerRef = { kind: 'file-content', locator };
        yield { kind: 'record', container, record: closedFile(member, locator, context, content.because) };
        yield { kind: 'expected', container: within, items: 1 };
        yield tell(content.code, 'item-lost', content.because, locator, within);
      } else {
        const expanded = expand(content, member.packedBytes, context, context.limits, budget);
        try {
          const folderPath = [...context.folderPath, ...(listing.is === 'folder' ? [context.fileName, ...foldersOf(member)] : [])];
          const surroundings = listing.is === 'folder' ? places.around(foldersOf(member)) : context.surroundings;
          yield* readMember(member, expanded, locator, { ...context, folderPath, surroundings, expansion: budget });
        } finally {
          expanded.release();
        }
      }
      for (const doubt of member.doubts()) yield tell('member-doubtful', 'noted', doubt, locator);
    }
  } finally {
    opened.close();
  }
  if (listing.missing !== null) {
    yield { kind: 'expected', container, items: 1 };
    yield tell('archive-damaged', 'item-lost', listing.missing);
  }
  if (listing.limit !== null) yield tell('limit-reached', 'limit-reached', listing.limit);
}

function* readMember(
  member: ArchiveMember,
  { source, sha256, shortfall }: Expanded,
  locator: Locator,
  context: ReadContext,
): Generator<ReaderOutput, void, undefined> {
  const container: ContainerRef = { kind: 'archive', locator: context.locator };
  const fileName = stepsOfName(member.name).at(-1) ?? '';
  const choice = source.sizeBytes === 0 ? null : chooseReader(source, context.readers, { fileName, folderPath: context.folderPath });
  const reader = choice?.reader ?? null;
  const isUnseen = shortfall !== null && source.sizeBytes === 0;
  const nothing = isUnseen ? 'Nothing of its content could be unpacked.' : 'The file holds no bytes.';
  const because = choice === null ? nothing : choice.reader === null ? choice.becauseAll.join(' ') : choice.because;
  const record: FileDraft = {
    ...fileDraft(member, locator, context, because),
    observed: {
      range: null,
      sizeBytes: source.sizeBytes,
      sha256,
      allocation: member.isUnlisted ? 'orphan' : 'allocated',
      intact: shortfall === null,
    },
    formatId: reader?.id ?? null,
  };
  yield { kind: 'record', container, record };
  for (const diagnostic of isUnseen ? [] : contentDiagnostics(source, reader, because, fileName, locator, context.readers)) {
    yield { kind: 'diagnostic', container, diagnostic };
  }
  if (reader !== null) {
    for (const output of reader.read(source, { ...context, fileName, locator })) yield withoutRange(output);
  }
  if (shortfall === null) return;
  const { effect, detail } = shortfall;
  const code = effect === 'limit-reached' ? 'limit-reached' : 'member-unreadable';
  const content: ContainerRef = { kind: 'file-content', locator };
  if (effect === 'item-lost') yield { kind: 'expected', container: content, items: 1 };
  yield { kind: 'diagnostic', container: content, diagnostic: { code, effect, stage: 'read', locator, detail } };
}

/** How much an archive of a size may be unpacked to. */
export function budgetFor(packedBytes: number, limits: Limits): ExpansionBudget {
  const byRatio = Math.max(limits.archiveRatioFreeBytes * 16, packedBytes * limits.archiveRatio);
  return { bytesLeft: Math.min(limits.archiveBytes, byRatio) };
}

/** Members of an archive that stay unpacked. */
export interface OpenedMembers {
  /**
   * The content of a member that a reader asks for beside its own.
   * @throws EvidenceCutError when the member could not be unpacked whole: what is missing must not pass for not being there.
   */
  beside(member: ArchiveMember): { readonly content: ByteSource } | null;
  close(): void;
}

/** Opens members beside another; they stay unpacked until they are closed, for the next member may ask for them again. */
export function openedMembers(context: Pick<ReadContext, 'scratchFile' | 'limits'>, budget: ExpansionBudget): OpenedMembers {
  const opened = new Map<ArchiveMember, Expanded>();
  return {
    beside(member) {
      const content = member.content();
      if (content.kind === 'closed') throw new EvidenceReadError(content.because);
      if (content.kind === 'no-file') return null;
      const expanded = opened.get(member) ?? expand(content, member.packedBytes, context, context.limits, budget);
      opened.set(member, expanded);
      if (expanded.shortfall !== null) throw new EvidenceCutError(expanded.shortfall.detail);
      return { content: expanded.source };
    },
    close() {
      for (const expanded of opened.values()) expanded.release();
      opened.clear();
    },
  };
}

function foldersOf(member: ArchiveMember): readonly string[] {
  return stepsOfName(member.name).slice(0, -1);
}

function fileDraft(member: ArchiveMember, locator: Locator, context: ReadContext, because: string): Omit<FileDraft, 'observed'> {
  return {
    kind: 'file',
    locator,
    parent: context.locator,
    claimed: { path: `${pathOf(context.locator)}/${member.name}`, modified: member.modified },
    formatId: null,
    because,
  };
}

function pathOf(locator: Locator): string {
  const members = locator.filter((step) => step.kind === 'member').map((step) => step.at);
  return [filePathOf(locator) ?? '', ...members].join('/');
}

function closedFile(member: ArchiveMember, locator: Locator, context: ReadContext, because: string): FileDraft {
  const allocation = member.isUnlisted ? 'orphan' : 'allocated';
  const observed = { range: null, sizeBytes: 0, sha256: null, allocation, intact: false } as const;
  return { ...fileDraft(member, locator, context, because), observed };
}

function contentDiagnostics(
  source: ByteSource,
  reader: FormatReader | null,
  because: string,
  fileName: string,
  locator: Locator,
  readers: readonly FormatReader[],
): readonly Diagnostic[] {
  const noted = { effect: 'noted', stage: 'probe', locator } as const;
  if (source.sizeBytes === 0) return [{ ...noted, code: 'file-empty', detail: 'The file holds no bytes.' }];
  const diagnostics: Diagnostic[] = [];
  if (reader === null) diagnostics.push({ ...noted, code: 'format-unknown', detail: `No reader recognises the content. ${because}` });
  const promised = readersPromisedBy(fileName, readers);
  if (promised.length > 0 && (reader === null || !promised.includes(reader))) {
    const found = reader === null ? 'no reader recognises the content' : `the content is: ${reader.title}`;
    diagnostics.push({
      ...noted,
      code: 'format-mislabelled',
      detail: `The name promises: ${promised.map(({ title }) => title).join(' or ')}; ${found}.`,
    });
  }
  return diagnostics;
}

function withoutRange(output: ReaderOutput): ReaderOutput {
  if (output.kind !== 'record') return output;
  const { record } = output;
  const observed = { ...record.observed, range: null };
  if (record.kind === 'message') return { ...output, record: { ...record, observed, headerOffsetBytes: null } };
  return { ...output, record: { ...record, observed } as typeof record };
}
