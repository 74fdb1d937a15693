import { expect, test } from 'vitest';
import { serve, type CallHandlers } from '#contract/index.ts';
import { hostClient } from '#renderer/case/host-client.ts';
import { inMemoryTransports } from '#test/support/transports.ts';

type Revealing = CallHandlers<'export.reveal'>;

function hostThat(reveal: Revealing['export.reveal']) {
  const { host, page } = inMemoryTransports();
  return { page, server: serve(host, { 'export.reveal': reveal }, () => undefined) };
}

test('a call made before there is a host waits for it', async () => {
  const client = hostClient();
  const answer = client.call('export.reveal', {});
  client.use(hostThat(() => null).page);
  await expect(answer).resolves.toBeNull();
});

test('a call that its host does not live to answer ends in trouble, and the next host is asked anew', async () => {
  const client = hostClient();
  client.use(hostThat(() => new Promise<null>(() => undefined)).page);
  const lost = client.call('export.reveal', {});
  const trouble = expect(lost).rejects.toMatchObject({ text: { code: 'host-away' } });
  await new Promise((resolve) => setTimeout(resolve, 0));
  client.lost();
  await trouble;
  const next = client.call('export.reveal', {});
  client.use(hostThat(() => null).page);
  await expect(next).resolves.toBeNull();
});

test('whoever listens hears every host, until it stops', async () => {
  const client = hostClient();
  const heard: string[] = [];
  const stop = client.on('menu.command', ({ command }) => heard.push(command));
  for (const command of ['first', 'second']) {
    const { page, server } = hostThat(() => null);
    client.use(page);
    server.emit('menu.command', { command });
    await client.call('export.reveal', {});
    client.lost();
  }
  stop();
  const { page, server } = hostThat(() => null);
  client.use(page);
  server.emit('menu.command', { command: 'third' });
  await client.call('export.reveal', {});
  expect(heard).toEqual(['first', 'second']);
});
