import { composeReport, htmlPieces, type Block } from '#report/index.ts';
import type { FactRecord } from '#model/index.ts';
import { conditionText, targetText } from '#report/rule-wording.ts';
import { reportInput } from '#test/support/report-input.ts';
import { factDigestOf, factRecord, sampleFacts } from '#test/support/sample-facts.ts';
import * as bytes from '#test/support/rule-bytes/index.ts';
import { ruleProperties } from '#test/support/stored-item.ts';
import { describe, expect, test } from 'vitest';

/** The blocks of the section on rules. */
function section(facts: readonly FactRecord[], mostListed?: number): Block[] {
  const { blocks } = composeReport(reportInput({ facts: factDigestOf(facts, mostListed) }));
  const isTop = (block: Block): boolean => block.kind === 'heading' && block.level === 1;
  const start = blocks.findIndex((block) => block.kind === 'heading' && block.anchor === 'rules');
  const length = blocks.slice(start + 1).findIndex(isTop);
  return blocks.slice(start, start + 1 + length);
}

const tables = (blocks: readonly Block[]) => blocks.flatMap((block) => (block.kind === 'table' ? [block.rows] : []));

describe('the section on rules and settings', () => {
  const blocks = section(sampleFacts);

  test('lists each rule with owner, state, actions and record', () => {
    const [rules] = tables(blocks);
    expect(rules).toEqual([
      [
        'EX-001',
        '(blank name)',
        '',
        'in place',
        'yes',
        'yes',
        'redirect (keeps the original sender and leaves the message unchanged) to Ben <ben@outside.example>; delete',
        'file:prior.pst|item:0x100208',
      ],
      ['EX-001', 'Newsletters', '', 'in place', 'yes', 'no', 'move to item:0x008062 of mail.example.org', 'file:prior.pst|item:0x100228'],
    ]);
  });

  test('tells a rule that was recovered from those in place', () => {
    const [rule] = sampleFacts;
    if (rule === undefined) throw new Error('no sample');
    const recovered = section([rule, { ...rule, observed: { ...rule.observed, allocation: 'deleted' } }]);
    expect(tables(recovered)[0]?.map((row) => row[3])).toEqual(['in place', 'recovered: deleted']);
    expect(JSON.stringify(recovered)).toContain('Of the rules, 1 was recovered: deleted, replaced or listed by no folder.');
  });

  test('prints rules that pass mail on or are hidden in full, with what a citation needs', () => {
    const headings = blocks.flatMap((block) => (block.kind === 'heading' && block.level === 2 ? [block.text] : []));
    expect(headings).toEqual(['6.1 (blank name)']);
    const facts = new Map(
      blocks.flatMap((block) => (block.kind === 'facts' ? block.rows.map(({ name, value }) => [name, value] as const) : [])),
    );
    expect(facts.get('Record')).toBe('file:prior.pst|item:0x100208');
    expect(facts.get('Applies when')).toBe('(PidTagSubject contains "invoice" and not PidTagMessageAttachments exists)');
    expect(facts.get('Hidden')?.split('\n')).toHaveLength(2);
    expect(facts.get('PidTagExtendedRuleMessageActions (0x0e990102)')).toMatch(/^\d+ bytes, decoded whole\n0000010000000200/);
    expect(blocks.filter(({ kind }) => kind === 'notice')).toHaveLength(1);
  });

  test('lists settings that bear on who receives mail, and counts the others', () => {
    expect(tables(blocks)[1]).toEqual([
      ['EX-001', 'delegates', 'Dora <dora@firm.example> (sees private items)', 'file:prior.pst|item:0x200044'],
    ]);
    expect(blocks[1]).toMatchObject({
      kind: 'paragraph',
      text: expect.stringContaining('1 further setting of message stores is in records.ndjson') as string,
    });
  });

  test('counts what it does not list, and lists what passes mail on before the rest', () => {
    const plain = Array.from({ length: 5 }, (_, index) => factRecord(index, ruleProperties({ name: `rule ${String(index)}` })));
    const blocksOfMany = section([...plain, ...sampleFacts], 3);
    expect(tables(blocksOfMany)[0]?.map(([, name]) => name)).toEqual(['rule 0', 'rule 1', '(blank name)']);
    expect(blocksOfMany).toContainEqual({ kind: 'notice', text: '4 further rules are counted above and stand in records.ndjson.' });
  });

  test('says that there are none', () => {
    expect(section([]).flatMap((block) => (block.kind === 'table' ? [block.emptyText] : []))).toHaveLength(2);
  });

  test('makes no markup of what a rule holds', () => {
    const hostile = '<script>alert(1)</script>';
    const rule = factRecord(
      1,
      ruleProperties({ name: hostile, actions: bytes.extendedActions([bytes.forward([bytes.smtpRecipient(hostile, `${hostile}@x`)])]) }),
    );
    const html = [...htmlPieces(composeReport(reportInput({ facts: factDigestOf([rule]) })))].join('');
    expect(html).toContain('&lt;script&gt;');
    expect(html).not.toContain('<script');
  });
});

test('conditions are shortened, never left out silently', () => {
  const of = Array.from({ length: 500 }, () => ({ kind: 'exists', field: 'PidTagSubject' }) as const);
  expect(conditionText({ kind: 'any', of })).toMatch(/… \(shortened here; whole in records\.ndjson\)$/);
  expect(conditionText(null)).toBe('none stored: it applies to all mail');
});

test('a recipient is named by all addresses that are stored', () => {
  const target = { kind: 'address', name: 'Anna', addressType: 'EX', otherAddress: '', entryId: null } as const;
  const x500 = '/o=Example/cn=anna';
  expect(targetText({ ...target, smtpAddress: 'anna@example.org', x500Address: x500 })).toBe(
    'Anna <anna@example.org> [/o=Example/cn=anna]',
  );
  expect(targetText({ ...target, smtpAddress: null, x500Address: x500 })).toBe('Anna </o=Example/cn=anna>');
});
