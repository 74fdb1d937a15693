import { expect, test } from 'vitest';
import { connect, serve } from '#contract/index.ts';
import { splitTransport } from '#app/split-transport.ts';
import { inMemoryTransports } from '#test/support/transports.ts';

test('two servers answer over one transport, each its own calls', async () => {
  const { host, page } = inMemoryTransports();
  const [start, others] = splitTransport(host, 'start.');
  serve(start, { 'start.recent': () => [], 'export.reveal': () => null }, () => undefined);
  serve(others, { 'case.log': () => null }, () => undefined);
  const client = connect(page);
  await expect(client.call('start.recent', {})).resolves.toEqual([]);
  await expect(client.call('case.log', { action: 'a', detail: '' })).resolves.toBeNull();
  await expect(client.call('export.reveal', {})).rejects.toMatchObject({ text: { code: 'call-unknown' } });
  await expect(client.call('start.openCase', {})).rejects.toMatchObject({ text: { code: 'call-unknown' } });
});
