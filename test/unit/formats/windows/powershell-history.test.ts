import { describe, expect, it } from 'vitest';
import { chooseReader } from '#formats/choose-reader.ts';
import { powershellHistoryReader } from '#formats/powershell-history/index.ts';
import { readers } from '#formats/registry.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { readAll } from '#test/support/reading.ts';

const typed = '$o = New-Object -ComObject Outlook.Application\r\nGet-Item C:\\mail |`\r\n  Copy-Item -Destination E:\\\r\nexit\r\n';
const chosen = (bytes: Uint8Array | string, fileName: string, folderPath: string[] = []): string | null =>
  chooseReader(memorySource(bytes), readers, { fileName, folderPath }).reader?.id ?? null;

describe('the history of PowerShell', () => {
  it('is one event for each command, in order, without times', () => {
    const { facts, accounts, diagnostics } = readAll(powershellHistoryReader, memorySource(typed));
    const events = facts.flatMap((fact) => (fact.kind === 'event' ? [fact] : []));
    expect(events.map(({ claimed, observed }) => [claimed.process?.commandLine, observed.range?.offsetBytes, claimed.time])).toEqual([
      ['$o = New-Object -ComObject Outlook.Application', 0, null],
      ['Get-Item C:\\mail |\n  Copy-Item -Destination E:\\', 48, null],
      ['exit', 99, null],
    ]);
    expect(events[0]?.claimed).toMatchObject({ action: 'script', strength: 'RUN' });
    expect(accounts).toMatchObject([{ expected: 3, records: 3, failed: 0 }]);
    expect(diagnostics).toEqual([]);
  });

  it('in UTF-16 is the same', () => {
    const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(typed, 'utf16le')]);
    const { facts } = readAll(powershellHistoryReader, memorySource(wide));
    expect(facts.flatMap((fact) => (fact.kind === 'event' ? [fact.claimed.object.name] : []))[2]).toBe('exit');
    expect(chosen(wide, 'ConsoleHost_history.txt')).toBe('powershell-history');
  });

  it('is known by its name and by being text', () => {
    expect(chosen(typed, 'ConsoleHost_history.txt')).toBe('powershell-history');
    expect(chosen(typed, 'Visual Studio Code Host_history.txt', ['PSReadLine'])).toBe('powershell-history');
    expect(chosen(typed, 'Host_history.txt', ['Documents'])).toBeNull();
    expect(chosen(typed, 'history.txt', ['PSReadLine'])).toBeNull();
    expect(chosen(Buffer.from([0, 1, 2, 3]), 'ConsoleHost_history.txt')).toBeNull();
  });

  it('keeps the beginning of a command that is too long, and says so', () => {
    const { facts, diagnostics } = readAll(powershellHistoryReader, memorySource(`echo ${'x'.repeat(20_000)}\nexit\n`));
    expect(facts).toHaveLength(2);
    expect(diagnostics).toMatchObject([{ code: 'limit-reached' }]);
  });
});
