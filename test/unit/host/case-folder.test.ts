import { appendFileSync, existsSync, readFileSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Trouble } from '#contract/index.ts';
import { createCaseFolder, openCaseFolder, peekCase, verifyAuditLog } from '#host/index.ts';
import { statedCase } from '#test/support/open-host.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

function newCase(): string {
  const directory = join(temporaryFolder('case'), 'case');
  createCaseFolder(directory, statedCase);
  return directory;
}

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof Trouble) return error.text.code;
    throw error;
  }
  return 'no trouble';
}

describe('case folder', () => {
  it('is made with its parts and opened with what was stated', () => {
    const directory = newCase();
    expect(readdirSync(directory).sort()).toEqual(['audit.ndjson', 'case.json', 'evidence', 'exports', 'scratch', 'store']);
    const folder = openCaseFolder(directory, { chromium: '130.0', backend: 'leveldb' });
    expect(folder.read()).toMatchObject({
      formatVersion: 1,
      title: 'Forwarded mail',
      ownDomains: ['example.org'],
      storage: { chromium: '130.0' },
    });
    folder.close();
    expect(peekCase(directory)).toMatchObject({ title: 'Forwarded mail' });
    expect(peekCase(join(directory, 'exports'))).toBeNull();
  });

  it('is opened as well when it was made before verifications were kept in it', () => {
    const directory = newCase();
    const path = join(directory, 'case.json');
    const { verifications, ...earlier } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    expect(verifications).toEqual([]);
    writeFileSync(path, JSON.stringify(earlier));
    const folder = openCaseFolder(directory, null);
    expect(folder.read().verifications).toEqual([]);
    folder.close();
  });

  it('is not made over something else', () => {
    expect(codeOf(() => createCaseFolder(newCase(), statedCase))).toBe('folder-not-empty');
  });

  it('is opened once at a time', () => {
    const directory = newCase();
    const folder = openCaseFolder(directory, null);
    expect(codeOf(() => openCaseFolder(directory, null))).toBe('case-open');
    folder.close();
    openCaseFolder(directory, null).close();
  });

  it.each([
    ['of a process that is no more', { process: 2 ** 22 + 1, machine: hostname(), since: 'then' }, 0, 'no trouble'],
    ['without a heartbeat', { process: process.pid, machine: hostname(), since: 'then' }, 120, 'no trouble'],
    ['that is damaged', 'not json', 0, 'no trouble'],
    ['of another machine', { process: 1, machine: `not-${hostname()}`, since: 'then' }, 0, 'case-open'],
    ['of another machine without a heartbeat', { process: 1, machine: `not-${hostname()}`, since: 'then' }, 120, 'no trouble'],
  ])('treats a lock %s as it should', (_, content, ageSeconds, code) => {
    const directory = newCase();
    const lock = join(directory, 'case.lock');
    writeFileSync(lock, JSON.stringify(content));
    const then = new Date(Date.now() - ageSeconds * 1000);
    utimesSync(lock, then, then);
    expect(codeOf(() => openCaseFolder(directory, null).close())).toBe(code);
    expect(existsSync(lock)).toBe(code === 'case-open');
  });

  it.each([
    ['missing', null, 'case-missing'],
    ['cut off', '{"formatVersion": 1, "title":', 'case-damaged'],
    ['of a newer version', '{"formatVersion": 2}', 'case-newer'],
    ['without its fields', '{"formatVersion": 1}', 'case-damaged'],
  ])('says so when case.json is %s', (_, text, code) => {
    const directory = text === null ? temporaryFolder('none') : newCase();
    if (text !== null) writeFileSync(join(directory, 'case.json'), text);
    expect(codeOf(() => openCaseFolder(directory, null))).toBe(code);
    expect(existsSync(join(directory, 'case.lock'))).toBe(false);
  });

  it('leaves an unfinished change aside', () => {
    const directory = newCase();
    const before = readFileSync(join(directory, 'case.json'), 'utf8');
    writeFileSync(join(directory, 'case.json.new'), before.slice(0, 10));
    const folder = openCaseFolder(directory, null);
    expect(folder.read().title).toBe('Forwarded mail');
    expect(folder.change((file) => ({ ...file, title: 'Other' })).title).toBe('Other');
    folder.close();
    expect(peekCase(directory)?.title).toBe('Other');
  });
});

describe('audit log', () => {
  it('chains its lines, so that a change, a removal or an insertion shows', () => {
    const directory = newCase();
    const folder = openCaseFolder(directory, null);
    for (const action of ['one', 'two', 'three']) folder.audit.append(action, 'detail');
    folder.close();
    const path = join(directory, 'audit.ndjson');
    const text = readFileSync(path, 'utf8');
    const lines = text.trimEnd().split('\n');
    expect(verifyAuditLog(path)).toMatchObject({ lines: lines.length, brokenAt: null });
    expect(lines.map((line) => (JSON.parse(line) as { action: string }).action)).toEqual([
      'case-created',
      'case-opened',
      'one',
      'two',
      'three',
      'case-closed',
    ]);
    const tampered: Readonly<Record<string, readonly [string[], number]>> = {
      changed: [lines.map((line, index) => (index === 2 ? line.replace('detail', 'other') : line)), 4],
      removed: [lines.filter((_, index) => index !== 2), 3],
      inserted: [[...lines.slice(0, 2), lines[1] ?? '', ...lines.slice(2)], 3],
    };
    for (const [changed, brokenAt] of Object.values(tampered)) {
      writeFileSync(path, `${changed.join('\n')}\n`);
      expect(verifyAuditLog(path).brokenAt).toBe(brokenAt);
    }
  });

  it('goes on after a line that a crash cut off, and says that the chain was broken', () => {
    const directory = newCase();
    const path = join(directory, 'audit.ndjson');
    appendFileSync(path, '{"line":2,"at":"20');
    openCaseFolder(directory, null).close();
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(lines[1]).toBe('{"line":2,"at":"20');
    expect(lines[2]).toContain('audit-chain-broken');
    expect(verifyAuditLog(path)).toMatchObject({ lines: 5, brokenAt: 2 });
  });
});
