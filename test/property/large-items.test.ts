import { expect, it } from 'vitest';
import type { ByteSource } from '#evidence/byte-source.ts';
import { emlReader } from '#formats/eml/eml-reader.ts';
import { mboxReader } from '#formats/mbox/mbox-reader.ts';
import { pstReader } from '#formats/pst/index.ts';
import { tnefReader } from '#formats/tnef/index.ts';
import { defaultLimits } from '#model/index.ts';
import { builtStore } from '#test/support/built-store.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { integer, wide } from '#test/support/outlook/properties.ts';
import { tnef } from '#test/support/outlook/tnef.ts';
import { readSource, unbalanced } from '#test/support/read-source.ts';
import { repeatedSource } from '#test/support/repeated-source.ts';

const sizeBytes = 500_000_000;
const people = Array.from({ length: 100_000 }, (_, index) => `u${String(index)}@example.org`);

/** A source that notes the most bytes that were asked of it at a time. */
function watched(source: ByteSource): ByteSource & { readonly most: () => number } {
  let most = 0;
  return {
    sizeBytes: source.sizeBytes,
    most: () => most,
    read(offsetBytes, lengthBytes) {
      most = Math.max(most, Math.min(lengthBytes, source.sizeBytes - offsetBytes));
      return source.read(offsetBytes, lengthBytes);
    },
  };
}

const head = 'From: a@example.org\r\nSubject: large\r\n';
it.each([
  ['a text', emlReader, `${head}\r\n`],
  [
    'an attachment',
    emlReader,
    `${head}Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: application/octet-stream; name=a\r\nContent-Transfer-Encoding: base64\r\n\r\n`,
  ],
  ['a message of a mailbox', mboxReader, `From a@example.org Thu Jan  1 10:00:00 2026\r\n${head}\r\n`],
] as const)('of a message of 500 MB no more than the limit is taken into memory, and all is hashed: %s', (_, reader, beginning) => {
  const source = watched(repeatedSource(beginning, sizeBytes));
  const result = readSource(reader, source);
  expect(result.messages).toHaveLength(1);
  expect(result.messages[0]?.claimed.subject).toBe('large');
  expect(result.messages[0]?.observed.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(result.messages[0]?.observed.sizeBytes).toBeGreaterThan(sizeBytes - 100);
  expect(result.diagnostics.map(({ code }) => code)).toContain('limit-reached');
  expect(source.most()).toBeLessThanOrEqual(defaultLimits.messageBytes);
  expect(unbalanced(result)).toEqual([]);
});

it('a hundred thousand recipients of an item are all read, and the next item after it: a store', () => {
  const recipients = people.map((address) => ({ kind: 'to', name: address, address }) as const);
  const { bytes } = builtStore({ folders: [{ name: 'Inbox', messages: [{ subject: 'many', recipients }, { subject: 'after' }] }] });
  const result = readSource(pstReader, memorySource(bytes));
  expect(result.messages.map(({ claimed }) => claimed.subject)).toEqual(['many', 'after']);
  expect(result.messages[0]?.claimed.to.map(({ address }) => address)).toEqual(people);
  expect(unbalanced(result)).toEqual([]);
}, 600_000);

it('a hundred thousand recipients of an item are all read: TNEF', () => {
  const recipients = people.map((address) => [integer(0x0c15, 1), wide(0x39fe, address)]);
  const result = readSource(tnefReader, memorySource(tnef({ properties: [wide(0x0037, 'many')], recipients })));
  expect(result.messages[0]?.claimed.to.map(({ address }) => address)).toEqual(people);
  expect(result.diagnostics).toEqual([]);
});
