import { expect, test } from 'vitest';
import { Trouble } from '#contract/index.ts';
import { caseViewOver, type WorkerEnd } from '#renderer/connection/index.ts';
import { troubleTextOf, type FromWorker, type ToWorker } from '#renderer/connection/view-messages.ts';

function workerUnderTest() {
  const asked: Extract<ToWorker, { kind: 'ask' }>[] = [];
  const listeners = new Map<string, (event: unknown) => void>();
  const worker = {
    postMessage: (message: Extract<ToWorker, { kind: 'ask' }>) => asked.push(message),
    addEventListener: (name: string, listener: (event: unknown) => void) => listeners.set(name, listener),
  } as unknown as WorkerEnd;
  const say = (data: FromWorker): void => listeners.get('message')?.({ data });
  const die = (message: string): void => listeners.get('error')?.({ message });
  return { view: caseViewOver(worker), asked, say, die };
}

const text = { code: 'c', happened: 'h', kept: 'k', todo: 't' };

test('answers reach their askers in whatever order they come', async () => {
  const { view, asked, say } = workerUnderTest();
  const first = view.rows('list', 0, 40);
  const second = view.folders();
  expect(asked.map(({ method, given }) => [method, given])).toEqual([
    ['rows', ['list', 0, 40]],
    ['folders', []],
  ]);
  say({ kind: 'answer', id: asked[1]?.id ?? -1, value: ['folders'] });
  say({ kind: 'answer', id: asked[0]?.id ?? -1, value: ['rows'] });
  expect([await first, await second]).toEqual([['rows'], ['folders']]);
});

test('trouble arrives as trouble', async () => {
  const { view, asked, say } = workerUnderTest();
  const answer = view.folders();
  say({ kind: 'trouble', id: asked[0]?.id ?? -1, text });
  await expect(answer).rejects.toMatchObject({ name: 'Trouble', text });
});

test('when the worker dies, every question is answered with trouble, also those asked later', async () => {
  const { view, die } = workerUnderTest();
  const before = view.folders();
  die('out of memory');
  await expect(before).rejects.toMatchObject({
    text: { code: 'store-lost', happened: expect.stringContaining('out of memory') as string },
  });
  await expect(view.folders()).rejects.toMatchObject({ text: { code: 'store-lost' } });
});

test('changes are heard until one stops', () => {
  const { view, say } = workerUnderTest();
  const heard: string[] = [];
  const stop = view.onChange(({ kind }) => heard.push(kind));
  say({ kind: 'change', change: { kind: 'content' } });
  stop();
  say({ kind: 'change', change: { kind: 'content' } });
  expect(heard).toEqual(['content']);
});

test('a bug crosses with its name and message, trouble as it is', () => {
  expect(troubleTextOf(new Trouble(text))).toBe(text);
  expect(troubleTextOf(new RangeError('too far'))).toMatchObject({
    code: 'bug',
    happened: expect.stringContaining('RangeError: too far') as string,
  });
});
