import { sharedEvidenceText } from '#model/index.ts';
import type { Block, Fact } from '../blocks.ts';
import type { ReportedEvidence } from '../report-input.ts';
import { countOf, formatInstant, formatSize } from '../wording.ts';
import type { NumberedSection } from './section.ts';

/** Each exhibit with its hashes as acquired and as verified. */
export const evidenceItems: NumberedSection = {
  title: 'Evidence items',
  anchor: 'evidence',
  blocks: (input, number) => {
    if (input.evidence.length === 0) return [{ kind: 'notice', text: 'The case holds no evidence.' }];
    return [
      {
        kind: 'paragraph',
        text: 'Evidence was opened for reading only. The hashes were computed when the item was added to the case; "verified" says whether the same hash was found again later.',
      },
      ...input.evidence.flatMap((evidence, index): Block[] => [
        {
          kind: 'heading',
          level: 2,
          text: `${String(number)}.${String(index + 1)} ${evidence.item.evidenceId}`,
          anchor: `evidence-${evidence.item.evidenceId.toLowerCase()}`,
        },
        { kind: 'facts', rows: factsOf(evidence, input.case.zone) },
        ...noticesOf(evidence),
        ...input.shared
          .filter(({ evidenceId }) => evidenceId === evidence.item.evidenceId)
          .map((shared): Block => ({ kind: 'notice', text: sharedEvidenceText(shared) })),
      ]),
    ];
  },
};

function factsOf({ item, verification, reading }: ReportedEvidence, zone: string): Fact[] {
  const ofFolder = item.kind === 'folder' ? ' (over the list of files, sizes and hashes)' : '';
  return [
    { name: 'Path as given', value: item.pathAsGiven, mono: true },
    { name: 'Kind', value: item.kind === 'file' ? 'file' : `folder of ${countOf(item.files, 'file')}` },
    { name: 'Size', value: formatSize(item.sizeBytes) },
    { name: `SHA-256${ofFolder}`, value: item.hashes.sha256, mono: true },
    ...(item.hashes.sha1 === null ? [] : [{ name: 'SHA-1', value: item.hashes.sha1, mono: true }]),
    ...(item.hashes.md5 === null ? [] : [{ name: 'MD5', value: item.hashes.md5, mono: true }]),
    { name: 'Hashed', value: formatInstant(item.acquiredAt, zone) },
    { name: 'Verified', value: verifiedText(verification, zone) },
    { name: 'Modified (file system)', value: item.modified === null ? 'not given' : formatInstant(item.modified, zone) },
    { name: 'Read', value: readingTexts[reading] },
    { name: 'Custodian', value: item.custodian === '' ? 'not stated' : item.custodian },
    ...(item.note === '' ? [] : [{ name: 'Note', value: item.note }]),
  ];
}

const readingTexts = {
  complete: 'to its end',
  partial: 'in part: the reading was stopped before its end',
  unread: 'not yet',
} as const;

function verifiedText(verification: ReportedEvidence['verification'], zone: string): string {
  if (verification === null) return 'not verified since it was hashed';
  const at = formatInstant(verification.verifiedAt, zone);
  if (verification.matches) return `the same hash was found on ${at}`;
  return verification.foundSha256 === null ? `could not be read on ${at}` : `NOT the same: ${verification.foundSha256} on ${at}`;
}

function noticesOf({ item, verification, reading }: ReportedEvidence): Block[] {
  const notices: Block[] = [];
  if (verification?.matches === false) {
    notices.push({
      kind: 'notice',
      text: `${item.evidenceId} is not what was acquired: verification found a difference. Findings on it rest on the state that was read.`,
    });
  }
  if (reading === 'partial') {
    notices.push({ kind: 'notice', text: `${item.evidenceId} was read in part. What lies beyond is not in this report.` });
  }
  if (reading === 'unread') {
    notices.push({ kind: 'notice', text: `${item.evidenceId} was added to the case but not read. Nothing in this report rests on it.` });
  }
  return notices;
}
