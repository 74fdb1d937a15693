import { describe, expect, test } from 'vitest';
import { newCaseKnowledge, type CaseKnowledge } from '#analysis/across/case-knowledge.ts';
import { mailboxOf } from '#analysis/observe/mailbox-of.ts';
import { material, messageTrace, plainMailbox, times, type CaseParts } from '#test/support/case-builder.ts';
import { accountRecord, correspondentRecord, folderTarget, smtpTarget } from '#test/support/fact-builder.ts';

function knowledgeOf(parts: CaseParts): CaseKnowledge {
  const known = newCaseKnowledge({ ownDomains: ['firm.example'], parameters: {} });
  known.consume(material(parts));
  return known;
}
const none = { wasWrittenTo: false, hasWritten: false, isInAddressBook: false };

describe('contacts', () => {
  const [carl, dora, emil] = ['carl@partner.example', 'dora@partner.example', 'emil@partner.example'];
  const known = knowledgeOf({
    facts: [
      correspondentRecord(smtpTarget('Emil@partner.example')),
      correspondentRecord(
        {
          kind: 'address',
          name: '',
          smtpAddress: null,
          x500Address: null,
          addressType: '',
          otherAddress: 'Fritz@partner.example',
          entryId: null,
        },
        folderTarget('a@folder.example'),
      ),
    ],
    traces: [
      messageTrace({ from: carl }),
      messageTrace({ place: 'sent', from: 'anna@firm.example', to: [dora] }),
      messageTrace({ place: 'draft', to: ['draft@partner.example'] }),
      messageTrace({ place: 'junk', from: 'spam@junk.example' }),
    ],
  });

  test('are told apart by how they were met', () => {
    expect(known.contactWith(carl)).toEqual({ ...none, hasWritten: true });
    expect(known.contactWith(dora)).toEqual({ ...none, wasWrittenTo: true });
    expect(known.contactWith(emil)).toEqual({ ...none, isInAddressBook: true });
    expect(known.contactWith('fritz@partner.example')).toEqual({ ...none, isInAddressBook: true });
    expect(known.contactWith('draft@partner.example')).toEqual({ ...none, wasWrittenTo: true });
    for (const stranger of ['spam@junk.example', 'a@folder.example', 'nobody@else.example'])
      expect(known.contactWith(stranger)).toEqual(none);
  });

  test.each(['fw-subject', 'forward-block', 'auto'])('a forward (%s) is no correspondence', (mark) => {
    const forward = messageTrace({ place: 'sent', to: [dora], marks: [mark] });
    expect(knowledgeOf({ traces: [forward] }).contactWith(dora)).toEqual(none);
  });

  test('are counted by the domain that was registered', () => {
    expect([...known.correspondentDomains()].sort()).toEqual([['partner.example', 3]]);
  });
});

test('the material is read again only where something was forwarded', () => {
  expect(knowledgeOf({ traces: [messageTrace()] }).needsAgain).toBe(false);
  expect(knowledgeOf({ traces: [messageTrace({ marks: ['auto'] })] }).needsAgain).toBe(true);
});

describe('owners of a mailbox', () => {
  const sent = (count: number, from: string) => times(count, () => messageTrace({ place: 'sent', from, to: [] }));

  test('are the senders of its sent mail, down to one in five of the most', () => {
    const traces = [
      ...sent(10, 'anna@firm.example'),
      ...sent(2, 'office@firm.example'),
      ...sent(1, 'rare@firm.example'),
      ...sent(50, 'x500'),
    ];
    expect(knowledgeOf({ traces }).ownersOf(plainMailbox)).toEqual(['anna@firm.example', 'office@firm.example']);
    expect(knowledgeOf({ traces: times(5, () => messageTrace({ place: 'draft', from: 'a@b.example' })) }).ownersOf(plainMailbox)).toEqual(
      [],
    );
  });

  test('are all addresses of its accounts, also of one that is set up once where another is set up often', () => {
    const [often, once] = [accountRecord('anna@firm.example', []), accountRecord('office@firm.example', [])];
    const known = knowledgeOf({ facts: [...times(6, () => often), once] });
    expect(known.ownersOf(mailboxOf(once))).toEqual(['anna@firm.example', 'office@firm.example']);
  });

  test('are all addresses of its accounts, however seldom they send', () => {
    const account = accountRecord('Anna@private.example', ['anna@gmail.com', 'no address']);
    const known = knowledgeOf({ facts: [account] });
    expect(known.ownersOf(mailboxOf(account))).toEqual(['anna@gmail.com', 'anna@private.example']);
    expect(known.isOwn('anna@gmail.com')).toBe(true);
    expect(known.isOwn('ben@gmail.com')).toBe(false);
  });
});
