import { describe, expect, test } from 'vitest';
import { isPartOf, mailboxOf } from '#analysis/observe/mailbox-of.ts';
import { placeOf } from '#analysis/observe/place-of.ts';
import { accessEvent, fileStep, itemStep } from '#model/index.ts';
import { ruleRecord } from '#test/support/fact-builder.ts';
import { messageRecord, messageRecordOf } from '#test/support/record-builder.ts';

const keyOf = (path: string) => mailboxOf(messageRecord({ locator: [fileStep(path)] }));

describe('the key of a mailbox', () => {
  test.each([
    ['prior.pst', 'EX-001 prior.pst'],
    ['users/Anna.OST', 'EX-001 users/Anna.OST'],
    ['Profiles/x.default/ImapMail/imap.firm.example/INBOX', 'EX-001 Profiles/x.default/ImapMail/imap.firm.example'],
    ['Profiles/x.default/ImapMail/imap.firm.example/INBOX.sbd/2020', 'EX-001 Profiles/x.default/ImapMail/imap.firm.example'],
    ['Profiles/x.default/ImapMail/imap.firm.example/msgFilterRules.dat', 'EX-001 Profiles/x.default/ImapMail/imap.firm.example'],
    ['Profiles/x.default/Mail/Local Folders/Sent', 'EX-001 Profiles/x.default/Mail/Local Folders'],
    ['Profiles/x.default/prefs.js', 'EX-001 Profiles/x.default'],
    ['Mail/V10/0F1E/INBOX.mbox/Data/3/Messages/3120.emlx', 'EX-001 Mail/V10/0F1E'],
    ['Mail/V10/0F1E/Sent Messages.mbox/Data/Messages/1.emlx', 'EX-001 Mail/V10/0F1E'],
    ['Mail/V10/MailData/SyncedRules.plist', 'EX-001 Mail/V10'],
    ['home/Maildir/cur/1700000000.M1P1.host:2,S', 'EX-001 home/Maildir'],
    ['home/Maildir/.Sent/cur/1700000000.M1P1.host:2,S', 'EX-001 home/Maildir'],
    ['box/.Projects.2020/new/1700000000.M1P1.host', 'EX-001 box'],
    ['exports/Inbox.mbox', 'EX-001 exports'],
    ['exports/Sent', 'EX-001 exports'],
    ['exports/alice.mbox', 'EX-001 exports/alice.mbox'],
    ['exports/bob.mbox', 'EX-001 exports/bob.mbox'],
    ['archive/2020/note.eml', 'EX-001 archive/2020'],
    ['note.eml', 'EX-001'],
  ])('%s: %s', (path, key) => {
    expect(keyOf(path)).toBe(key);
  });

  test('an item of a store has the key of its store', () => {
    expect(mailboxOf(messageRecord({ locator: [fileStep('prior.pst'), itemStep(0x200024)] }))).toBe('EX-001 prior.pst');
  });

  test('a member of an archive has the key of the mailbox in it', () => {
    const locator = [fileStep('home.tar'), { kind: 'member', at: 'Maildir/.Sent/cur/1.M1:2,S' }];
    expect(mailboxOf(messageRecord({ locator }))).toBe('EX-001 home.tar/Maildir');
  });

  test('an event is of the account that it names, else of its file', () => {
    const stated = {
      time: null,
      precision: 'second',
      clock: '',
      strength: 'CHANGED',
      action: 'forwarding-change',
      operation: 'Set-Mailbox',
    } as const;
    const rest = { object: { kind: 'mailbox', name: '' }, source: 'log', doesNotShow: '' } as const;
    const event = (account: string) => ({ ...ruleRecord(), kind: 'event' as const, claimed: accessEvent({ ...stated, ...rest, account }) });
    expect(mailboxOf(event('Anna@Firm.example'))).toBe('account anna@firm.example');
    expect(mailboxOf(event(''))).toBe('EX-001');
  });

  test('a rule that an administration listed is of the mailbox that it names, else of its file', () => {
    const listed = { client: 'exchange', storedAs: 'Get-InboxRule' } as const;
    expect(mailboxOf(ruleRecord({ ...listed, owner: 'Anna@Firm.example' }))).toBe('account anna@firm.example');
    expect(mailboxOf(ruleRecord({ ...listed, owner: '' }))).toBe('EX-001');
    expect(mailboxOf(ruleRecord({ client: 'gmail', storedAs: 'filter in a table of GAM', owner: 'anna@firm.example' }))).toBe(
      'account anna@firm.example',
    );
    // What lies beside the mail itself belongs to it.
    expect(mailboxOf(ruleRecord({ client: 'gmail', storedAs: 'mailFilters.xml', owner: 'anna@firm.example' }))).toBe('EX-001');
    expect(mailboxOf(ruleRecord({ client: 'outlook', owner: 'anna@firm.example' }))).toBe('EX-001');
  });

  test('settings of a profile are those of its accounts', () => {
    expect(isPartOf(keyOf('x.default/ImapMail/imap.firm.example/INBOX'), keyOf('x.default/prefs.js'))).toBe(true);
    expect(isPartOf(keyOf('x.default2/ImapMail/imap.firm.example/INBOX'), keyOf('x.default/prefs.js'))).toBe(false);
    expect(isPartOf(keyOf('a/Sent'), keyOf('note.eml'))).toBe(true);
    expect(isPartOf(keyOf('a/Sent'), keyOf('a/Sent'))).toBe(true);
  });
});

describe('the place of a message', () => {
  const delivered = 'Received: from a by b\nSubject: x\n\n';
  test.each([
    ['by its folder', { claimed: { folderPath: ['Top', 'Gesendete Elemente'] } }, 'sent'],
    ['by a folder above', { claimed: { folderPath: ['Top', 'Sent Items', '2020'] } }, 'sent'],
    ['the innermost name counts', { claimed: { folderPath: ['Inbox', 'Deleted Items'] } }, 'deleted'],
    ['by a label', { claimed: { folderPath: ['All.mbox2'], labels: ['Spam'] } }, 'junk'],
    ['recovered', { claimed: { folderPath: ['Inbox'] }, observed: { allocation: 'carved' as const } }, 'deleted'],
    ['marked as deleted', { claimed: { folderPath: ['Inbox'], flags: ['deleted'] } }, 'deleted'],
    ['a draft', { claimed: { folderPath: ['Inbox'], flags: ['draft'] } }, 'draft'],
    [
      'by the flag of its owner',
      { claimed: { folderPath: ['Cases'] }, properties: [{ tag: 0x0e070003, name: 'PidTagMessageFlags', value: 0x21 }] },
      'sent',
    ],
    [
      'of a folder that tells nothing',
      { claimed: { folderPath: ['Cases'] }, properties: [{ tag: 0x0e070003, name: 'PidTagMessageFlags', value: 1 }] },
      'unknown',
    ],
  ] as const)('%s', (_, parts, place) => {
    expect(placeOf(messageRecord(parts as Parameters<typeof messageRecord>[0]))).toBe(place);
  });

  test('what a server delivered was received', () => {
    expect(placeOf(messageRecordOf(delivered, { claimed: { folderPath: ['Cases'] } }))).toBe('received');
  });
});
