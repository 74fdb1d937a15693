import { exportedRulesReader } from '#formats/pst/rules/exported-rules.ts';
import { AttachmentUnreadableError } from '#formats/reader.ts';
import { chooseReader } from '#formats/choose-reader.ts';
import { readers } from '#formats/registry.ts';
import { defaultLimits, fileStep, isBalanced } from '#model/index.ts';
import { nothingAround } from '#test/support/reading-room.ts';
import * as bytes from '#test/support/rule-bytes/index.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { readAll } from '#test/support/reading.ts';
import { describe, expect, test } from 'vitest';

const forward = bytes.element(0x12e, bytes.people(bytes.smtpRecipient('Ben', 'ben@outside.example')));
const file = bytes.rulesStream(['one', 'two'].map((name) => ({ name, elements: [forward] })));

describe('an export of rules', () => {
  const reading = readAll(exportedRulesReader, memorySource(file));

  test('is recognised by its content', () => {
    expect(chooseReader(memorySource(file), readers).reader?.id).toBe('outlook-rules');
    expect(exportedRulesReader.probe(memorySource(bytes.rulesStream([]))).verdict).toBe('yes');
    expect(exportedRulesReader.probe(memorySource(Buffer.concat([file.subarray(0, 46), Buffer.alloc(100)]))).verdict).toBe('no');
    for (const other of [Buffer.alloc(0), file.subarray(0, 3), file.subarray(0, 40), Buffer.from('From a@example.org')]) {
      expect(exportedRulesReader.probe(memorySource(other)).verdict).toBe('no');
    }
  });

  test('gives its rules with their bytes in the file, and itself', () => {
    expect(reading.diagnostics).toEqual([]);
    const rules = reading.facts.flatMap((fact) => (fact.kind === 'rule' ? [fact] : []));
    expect(rules.map(({ claimed }) => [claimed.name, claimed.actions.map(({ kind }) => kind)])).toEqual([
      ['one', ['forward']],
      ['two', ['forward']],
    ]);
    for (const { observed, claimed } of rules) {
      const { offsetBytes, lengthBytes } = observed.range ?? { offsetBytes: 0, lengthBytes: 0 };
      expect(claimed.parts[0]?.raw).toBe(file.subarray(offsetBytes, offsetBytes + lengthBytes).toString('hex'));
    }
    expect(reading.facts[0]?.claimed).toMatchObject({
      setting: 'rules-stream',
      statedRules: 2,
      decodedRules: 2,
      parts: [{ field: 'file', tag: null }],
    });
    expect(reading.accounts.map(({ kind, expected, records }) => [kind, expected, records])).toEqual([
      ['settings', 1, 1],
      ['rules', 2, 2],
    ]);
  });

  test('that is cut short tells what is lost, and keeps its books', () => {
    for (let length = 50; length < file.length - 20; length += 7) {
      const cut = readAll(exportedRulesReader, memorySource(file.subarray(0, length)));
      expect(cut.accounts.filter((account) => !isBalanced(account))).toEqual([]);
      expect(cut.diagnostics.filter(({ code }) => code === 'rule-undecoded').length).toBeGreaterThan(0);
    }
  });

  test('beyond the limit is read in part', () => {
    const part = readAll(exportedRulesReader, memorySource(file), { limits: { ...defaultLimits, ruleBytes: 200 } });
    expect(part.diagnostics.map(({ effect }) => effect)).toContain('limit-reached');
  });

  test('is left out when an earlier attempt at it failed, and has no attachments', () => {
    expect(readAll(exportedRulesReader, memorySource(file), { enter: () => false }).records).toEqual([]);
    expect(() => exportedRulesReader.attachment(memorySource(file), [fileStep('a')], defaultLimits, nothingAround)).toThrow(
      AttachmentUnreadableError,
    );
  });
});
