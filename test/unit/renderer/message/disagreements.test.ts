import { expect, test } from 'vitest';
import { parseLocator } from '#model/index.ts';
import { disagreements, receivedTime } from '#renderer/message/disagreements.ts';
import { originOf } from '#renderer/message/origins.ts';
import { messageRecordOf } from '#test/support/record-builder.ts';

const allen = { name: 'Phillip Allen', address: 'phillip.allen@enron.example' };
const rangel = { name: 'Ina Rangel', address: 'ina.rangel@enron.example' };

function headersOf(received: string): string {
  return `Received: by last; Tue, 15 May 2001 09:00:00 +0000\r\nReceived: by first; ${received}\r\nDate: Mon, 14 May 2001 16:39:00 -0700 (PDT)\r\nSubject: x\r\n\r\n`;
}

test('a Sender that is not among From is said, in whatever case it is written', () => {
  const record = messageRecordOf('Subject: x\r\n\r\n', { claimed: { from: [allen], sender: [rangel] } });
  expect(disagreements(record, record.headers)).toEqual([
    'From names Phillip Allen <phillip.allen@enron.example>; Sender names Ina Rangel <ina.rangel@enron.example>.',
  ]);
  const same = messageRecordOf('Subject: x\r\n\r\n', {
    claimed: { from: [allen], sender: [{ name: '', address: 'Phillip.Allen@ENRON.example' }] },
  });
  expect(disagreements(same, same.headers)).toEqual([]);
});

test('the Date is held against the first server, which is the last Received field', () => {
  const late = messageRecordOf(headersOf('Tue, 15 May 2001 02:44:00 +0000'));
  expect(disagreements(late, late.headers)).toEqual(['The first Received header states a time 3 h 05 min later than header Date does.']);
  const early = messageRecordOf(headersOf('Mon, 14 May 2001 15:39:00 -0700'));
  expect(disagreements(early, early.headers)).toEqual([
    'The first Received header states a time 1 h 00 min earlier than header Date does.',
  ]);
});

test('clocks that differ by minutes agree, and times that cannot be read say nothing', () => {
  for (const received of ['Mon, 14 May 2001 23:50:00 +0000', 'at some time', '']) {
    const record = messageRecordOf(headersOf(received));
    expect(disagreements(record, record.headers)).toEqual([]);
  }
});

test('the time of a Received field stands after its last semicolon', () => {
  expect(receivedTime('from a; odd by b; Mon, 14 May 2001 16:39:00 -0700 (PDT)')).toBe(Date.parse('2001-05-14T23:39:00Z'));
  expect(receivedTime('from a by b')).toBeNull();
});

test('a field says whether a header, a property or the store states it', () => {
  const text = 'Subject: =?utf-8?Q?x?=\r\nSubject: y\r\n\r\n';
  const properties = [{ tag: 0x0e04001f, name: 'PidTagDisplayTo', value: 'Allen' }];
  const mail = messageRecordOf(text, { properties });
  expect(originOf('Subject', mail, mail.headers)).toBe('The header Subject (2 fields of that name) states “=?utf-8?Q?x?=” and “y”.');
  expect(originOf('To', mail, mail.headers)).toBe('No header of the message states it.');
  const record = messageRecordOf('', { properties, headerOrigin: 'none', locator: parseLocator('file:a.pst|item:0x200024') ?? [] });
  expect(originOf('To', record, record.headers)).toBe('The property PidTagDisplayTo states “Allen”.');
  expect(originOf('Cc', record, record.headers)).toBe('Stated by the properties and recipient table that the store keeps of the message.');
  const indexed = messageRecordOf('', { headerOrigin: 'index' });
  expect(originOf('To', indexed, [])).toBe('Stated by the index of the mail program, which alone knows this message.');
  const fromStore = messageRecordOf(text, { headerOrigin: 'transport-property' });
  expect(originOf('Subject', fromStore, fromStore.headers)).toContain('The transport header Subject');
});
