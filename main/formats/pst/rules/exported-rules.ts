/**
 * Format `outlook-rules`: rules that Outlook exported to a file (`.rwz`), which is a rules stream by itself.
 *
 * Enters: the bytes of the file. Leaves: a setting for the stream, with every mail address met in it, and each rule that
 * could be decoded.
 * Invariant: what was not decoded is told, with how many rules it was.
 */
import type { ByteSource } from '#evidence/byte-source.ts';
import type { ContainerRef, FactDraft, Locator } from '#model/index.ts';
import { defaultCodepage } from '#formats/mime/codepage.ts';
import { AttachmentUnreadableError, type FormatReader, type ProbeResult, type ReadContext, type ReaderOutput } from '#formats/reader.ts';
import { propertyBag } from '../property-bag.ts';
import { factsOfStream } from './item-facts.ts';
import { readRulesStream, versionOfStream } from './rules-stream.ts';
import type { StoredItem, StoredValue } from './stored-item.ts';

export const exportedRulesReader: FormatReader = {
  id: 'outlook-rules',
  version: '1',
  title: 'Outlook rules export (RWZ)',
  extensions: ['.rwz'],
  isNeverMail: true,
  probe,
  read,
  attachment() {
    throw new AttachmentUnreadableError('Rules have no attachments.');
  },
};

const probedBytes = 2048;

// The signature is a number of four bytes that stands for a version, so the header after it is asked too.
function probe(source: ByteSource): ProbeResult {
  const beginning = source.read(0, Math.min(probedBytes, source.sizeBytes));
  const version = versionOfStream(beginning);
  if (version === null) return { verdict: 'no', because: 'It does not begin with the signature of a rules export.' };
  const { statedRules, rules } = readRulesStream(beginning, defaultCodepage);
  if (statedRules === null || (statedRules > 0 && rules.length === 0)) {
    return { verdict: 'no', because: `It begins with the signature of ${version}, but no rule follows.` };
  }
  return { verdict: 'yes', because: `It begins with the signature of a rules export of ${version}.` };
}

function* read(source: ByteSource, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  const { locator, limits } = context;
  const own: ContainerRef = { locator, kind: 'settings' };
  const streamLocator: Locator = [...locator, { kind: 'setting', at: 'rules-stream' }];
  yield { kind: 'expected', container: own, items: 1 };
  if (!context.enter(streamLocator, own)) return;
  const bytes = source.read(0, Math.min(source.sizeBytes, limits.ruleBytes));
  const isWhole = bytes.length === source.sizeBytes;
  const stored: StoredValue = {
    tag: null,
    bytes,
    sizeBytes: source.sizeBytes,
    trouble: isWhole ? null : `it is longer than ${String(limits.ruleBytes)} bytes`,
  };
  const facts = factsOfStream(fileItem(context), stored, 'file');
  const observed = { range: null, sha256: null, allocation: 'allocated' } as const;
  const record: FactDraft = {
    ...facts.own,
    locator: streamLocator,
    parent: null,
    observed: { ...observed, sizeBytes: source.sizeBytes, intact: facts.undecoded.length === 0 },
  };
  yield { kind: 'record', container: own, record };
  for (const { code, effect, detail } of facts.undecoded) {
    yield {
      kind: 'diagnostic',
      container: own,
      diagnostic: { code, effect, stage: 'read', locator: streamLocator, detail },
    };
  }
  const within: ContainerRef = { locator, kind: 'rules' };
  yield { kind: 'expected', container: within, items: facts.inner.length + (facts.lostInner === null ? 0 : 1) };
  for (const { at, offsetBytes, sizeBytes, isWhole: isRuleWhole, ...claims } of facts.inner) {
    const rule: FactDraft = {
      ...claims,
      locator: [...locator, { kind: 'rule', at: String(at) }],
      parent: streamLocator,
      // The file is the stream, so a rule has a run of bytes of its own.
      observed: { ...observed, range: { offsetBytes, lengthBytes: sizeBytes }, sizeBytes, intact: isRuleWhole },
    };
    yield { kind: 'record', container: within, record: rule };
  }
  if (facts.lostInner === null) return;
  const detail = `${facts.lostInner}.`;
  yield {
    kind: 'diagnostic',
    container: within,
    diagnostic: { code: 'rule-undecoded', effect: 'item-lost', stage: 'read', locator, detail },
  };
}

function fileItem({ folderPath, limits }: ReadContext): StoredItem {
  return {
    messageClass: '',
    subject: '',
    folderPath,
    codepage: defaultCodepage,
    limits,
    bag: propertyBag([], defaultCodepage),
    propertyTags: [],
    value: () => null,
  };
}
