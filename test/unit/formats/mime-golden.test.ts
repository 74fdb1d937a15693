import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { emlReader } from '#formats/eml/eml-reader.ts';
import { formatAddress, formatLocator, type MessageDraft } from '#model/index.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { readSource, unbalanced } from '#test/support/read-source.ts';

const folder = fileURLToPath(new URL('../../fixtures/mime', import.meta.url));
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.eml'))
  .map((name) => name.slice(0, -'.eml'.length));

describe.each(names)('%s', (name) => {
  const content = readFileSync(join(folder, `${name}.eml`), 'latin1');
  const golden = join(folder, `${name}.json`);

  it('gives with LF what is written beside it', () => {
    const given = portrait(content, 'all');
    if (process.env['UPDATE'] === '1') writeFileSync(golden, `${JSON.stringify(given, null, 2)}\n`);
    expect(given).toEqual(JSON.parse(readFileSync(golden, 'utf8')));
  });

  it('gives the same with CRLF, but for places, sizes and hashes of text', () => {
    expect(portrait(content.replaceAll('\n', '\r\n'), 'without places')).toEqual(portrait(content, 'without places'));
  });
});

// Everything that examiners see of the messages, in a form that people can compare.
function portrait(content: string, places: 'all' | 'without places'): unknown {
  const result = readSource(emlReader, memorySource(content), { fileName: 'fixture' });
  expect(unbalanced(result)).toEqual([]);
  const place = (text: string): string => (places === 'all' ? text : text.replace(/bytes:\d+\+\d+/, 'bytes'));
  return {
    messages: result.messages.map((message) => describeMessage(message, place, places)),
    diagnostics: result.diagnostics.map(
      ({ code, effect, detail, locator }) => `${code} (${effect}) ${place(formatLocator(locator))}: ${detail}`,
    ),
  };
}

function describeMessage(message: MessageDraft, place: (text: string) => string, places: 'all' | 'without places'): unknown {
  const { locator, parent, observed, claimed, headers, attachments, bodies } = message;
  const people = ['from', 'sender', 'to', 'cc', 'bcc'] as const;
  return {
    locator: place(formatLocator(locator)),
    parent: parent === null ? null : place(formatLocator(parent)),
    observed: places === 'all' ? observed : { allocation: observed.allocation, intact: observed.intact },
    claimed: { ...claimed, ...Object.fromEntries(people.map((field) => [field, claimed[field].map(formatAddress)])) },
    headers: headers.map((field) => `${field.name}: ${field.value}`),
    attachments: attachments.map((fact) => ({
      ...fact,
      locator: place(formatLocator(fact.locator)),
      // Text has other line ends, so other bytes.
      ...(places === 'all' || !/^(?:text|message)\//.test(fact.mediaType) ? {} : { sizeBytes: null, sha256: null }),
    })),
    text: bodies.text?.replaceAll('\r\n', '\n') ?? null,
    html: bodies.html?.replaceAll('\r\n', '\n') ?? null,
  };
}
