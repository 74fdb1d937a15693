/**
 * Format `powershell-history`: what was typed into PowerShell, as its line editor keeps it (`ConsoleHost_history.txt` in
 * `AppData\Roaming\Microsoft\Windows\PowerShell\PSReadLine`, one file for each host program).
 *
 * Enters: the bytes of the file. Leaves: an event for each command, in order; lines that end in a grave accent are one command
 * with the next.
 * Invariants: the file has no mark and no times, so it is known by its name, and its events have none; commands too long are cut
 * and say so.
 */
import type { ByteSource } from '#evidence/byte-source.ts';
import { looksBinary, openLogText, readLines, type LogLine } from '#formats/log-text/index.ts';
import { accessEvent, bytesStep, type ContainerRef, type FactDraft } from '#model/index.ts';
import { hash } from 'node:crypto';
import {
  AttachmentUnreadableError,
  type FormatReader,
  type NamedPlace,
  type ProbeResult,
  type ReadContext,
  type ReaderOutput,
} from '../reader.ts';

export const powershellHistoryReader: FormatReader = {
  id: 'powershell-history',
  version: '1',
  title: 'PowerShell history (ConsoleHost_history.txt)',
  extensions: [],
  probe,
  read,
  attachment() {
    throw new AttachmentUnreadableError('A history of commands has no attachments.');
  },
};

function probe(source: ByteSource, place: NamedPlace | null = null): ProbeResult {
  const name = place?.fileName.toLowerCase() ?? '';
  // Other hosts than the console name theirs the same way, and all lie in one folder.
  const isNamed =
    name === 'consolehost_history.txt' || (name.endsWith('host_history.txt') && place?.folderPath.at(-1)?.toLowerCase() === 'psreadline');
  if (!isNamed) return { verdict: 'no', because: 'It is not named as a history of PowerShell, which has no mark of its own.' };
  if (looksBinary(openLogText(source, 4096)))
    return { verdict: 'no', because: 'It is named as a history of PowerShell and holds no text.' };
  return { verdict: 'yes', because: 'It is a text that is named as a history of PowerShell.' };
}

/** A command in one or more lines. */
interface Command {
  readonly lines: readonly LogLine[];
  readonly startBytes: number;
  readonly endBytes: number;
}

/** More lines than this are no command that was typed. */
const mostLines = 1000;
const longestCommand = 8000;

function* read(source: ByteSource, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  const { locator } = context;
  const container: ContainerRef = { locator, kind: 'log' };
  let number = 0;
  for (const command of commands(readLines(openLogText(source), context.limits))) {
    number += 1;
    const at = [...locator, bytesStep(command.startBytes, command.endBytes - command.startBytes)];
    yield { kind: 'expected', container, items: 1 };
    if (!context.enter(at, container)) continue;
    const whole = command.lines.map(({ text }) => text.replace(/`$/, '')).join('\n');
    const isCut = command.lines.some((line) => line.isCut) || whole.length > longestCommand;
    const text = whole.slice(0, longestCommand);
    if (isCut) {
      const detail = `A command of ${String(command.endBytes - command.startBytes)} bytes is longer than the limit; its beginning was kept.`;
      yield {
        kind: 'diagnostic',
        container,
        diagnostic: { code: 'limit-reached', effect: 'limit-reached', stage: 'read', locator: at, detail },
      };
    }
    // What a command of many megabytes has in it is not read a second time for its digest.
    const lengthBytes = command.endBytes - command.startBytes;
    const own = lengthBytes <= context.limits.logLineBytes ? source.read(command.startBytes, lengthBytes) : null;
    const record: FactDraft = {
      kind: 'event',
      locator: at,
      parent: null,
      observed: {
        range: { offsetBytes: command.startBytes, lengthBytes },
        sizeBytes: lengthBytes,
        sha256: own === null ? null : hash('sha256', own),
        allocation: 'allocated',
        intact: true,
      },
      claimed: accessEvent({
        time: null,
        precision: 'unknown',
        clock: '',
        strength: 'RUN',
        action: 'script',
        operation: 'command typed into PowerShell',
        process: { name: 'powershell', commandLine: text },
        object: { kind: 'other', name: text },
        source: 'PowerShell history (PSReadLine)',
        doesNotShow:
          'It does not show when the command was typed nor whether it succeeded; commands that look as if they held a password are left out by later versions.',
        facts: [{ name: 'place in the history', value: number }],
      }),
    };
    yield { kind: 'record', container, record };
  }
}

function* commands(lines: Iterable<LogLine>): Generator<Command, void, undefined> {
  let open: LogLine[] = [];
  const closed = (): Command => {
    const [first] = open;
    const last = open.at(-1);
    const startBytes = first?.range.offsetBytes ?? 0;
    return { lines: open, startBytes, endBytes: last === undefined ? startBytes : last.range.offsetBytes + last.range.lengthBytes };
  };
  for (const line of lines) {
    open.push(line);
    if (line.text.endsWith('`') && !line.isCut && open.length < mostLines) continue;
    yield closed();
    open = [];
  }
  if (open.length > 0) yield closed();
}
