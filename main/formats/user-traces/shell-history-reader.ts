import { hash } from 'node:crypto';
import type { ByteSource } from '#evidence/byte-source.ts';
import { accessEvent, bytesStep, type AccessEventClaims, type ContainerRef, type Locator } from '#model/index.ts';
import { looksBinary, openLogText, readLines } from '../log-text/index.ts';
import { AttachmentUnreadableError, type FormatReader, type ReadContext, type ReaderOutput } from '../reader.ts';
import { plainForm, shellFormOf, type EnteredCommand, type ShellForm } from './shell-forms.ts';

/**
 * Reads the histories of shells: bash and zsh with times, fish, and others by the name of their file. Each command is an event;
 * the sessions that macOS keeps of zsh and bash (`.zsh_sessions`, `.bash_sessions`) are histories of the same forms.
 */
export const shellHistoryReader: FormatReader = {
  id: 'shell-history',
  version: '1',
  title: 'History of a shell (bash, zsh, fish)',
  extensions: [],
  isNeverMail: true,
  probe(source, place) {
    const form = formOf(source, place?.fileName ?? '');
    return form === null
      ? { verdict: 'no', because: 'It is no history of a shell.' }
      : {
          verdict: 'yes',
          because: form.id === 'plain' ? 'It is text and named as the history of a shell.' : `Its lines are the history of ${form.title}.`,
        };
  },
  read,
  attachment() {
    throw new AttachmentUnreadableError('Histories of shells have no attachments.');
  },
};

function formOf(source: ByteSource, fileName: string): ShellForm | null {
  const head = source.read(0, 8192);
  const text = openLogText({ sizeBytes: head.length, read: (offset, length) => head.subarray(offset, offset + length) });
  if (looksBinary(text)) return null;
  const lines: string[] = [];
  for (const line of readLines(text, { logLineBytes: 1024 })) {
    lines.push(line.text);
    if (lines.length === 60) break;
  }
  return shellFormOf(lines, fileName);
}

function* read(source: ByteSource, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  const container: ContainerRef = { kind: 'log', locator: context.locator };
  const form = formOf(source, context.fileName) ?? plainForm;
  for (const entered of form.commands(readLines(openLogText(source), context.limits))) {
    const first = entered.lines[0]?.range;
    const last = entered.lines.at(-1)?.range;
    if (first === undefined || last === undefined) continue;
    const range = { offsetBytes: first.offsetBytes, lengthBytes: last.offsetBytes + last.lengthBytes - first.offsetBytes };
    const place: Locator = [...context.locator, bytesStep(range.offsetBytes, range.lengthBytes)];
    yield { kind: 'expected', container, items: 1 };
    if (!context.enter(place, container)) continue;
    const bytes = range.lengthBytes <= mostHashedBytes ? source.read(range.offsetBytes, range.lengthBytes) : null;
    const sha256 = bytes === null ? null : hash('sha256', bytes);
    const isWhole = !entered.lines.some(({ isCut }) => isCut);
    const observed = { range, sizeBytes: range.lengthBytes, sha256, allocation: 'allocated', intact: isWhole } as const;
    yield { kind: 'record', container, record: { kind: 'event', locator: place, parent: null, observed, claimed: eventOf(entered, form) } };
    if (isWhole) continue;
    const detail = 'A line of the command is longer than the limit; its beginning was read.';
    yield {
      kind: 'diagnostic',
      container,
      diagnostic: { code: 'limit-reached', effect: 'field-lost', stage: 'read', locator: place, detail },
    };
  }
}

const mostHashedBytes = 4 * 1024 * 1024;

function eventOf({ command, time, facts }: EnteredCommand, form: ShellForm): AccessEventClaims {
  const words = command.trimStart().split(/\s/, 3);
  return accessEvent({
    time,
    precision: time === null ? 'unknown' : 'second',
    clock: 'clock of the machine',
    strength: 'RUN',
    action: 'process-start',
    operation: 'command entered in a shell',
    process: { name: words[0] ?? '', commandLine: command },
    object: { kind: 'other', name: words[0] ?? '' },
    source: `history of ${form.title}`,
    doesNotShow:
      time === null
        ? 'It does not show when, by whom, nor whether the command succeeded; a history can be edited.'
        : 'It does not show by whom, nor whether the command succeeded; a history can be edited.',
    facts: facts.map(({ name, value }) => ({ name, value })),
  });
}
