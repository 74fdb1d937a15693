import { readdirSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { activityText, activityWriter, openActivityFile } from '#pipeline/activity.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

test('shows the coordinator what the worker is at', () => {
  const file = openActivityFile();
  const { view } = file;
  expect([view.fileIndex, view.isWorking, view.itemText]).toEqual([-1, false, '']);
  const writer = activityWriter(file.descriptor);
  writer.working('works');
  writer.beginFile(3, 1000, true);
  writer.outputs(7);
  writer.bytesRead(0, 400);
  writer.bytesRead(100, 200);
  writer.enterItem('file:Größe/Inbox|bytes:1+2');
  expect(view).toMatchObject({ isWorking: true, fileIndex: 3, outputs: 7, bytesRead: 400, itemText: 'file:Größe/Inbox|bytes:1+2' });
  writer.leaveItem();
  writer.working('waits');
  expect(view).toMatchObject({ isWorking: false, itemText: '', outputs: 7 });
  writer.beginFile(4, 10, true);
  expect(view).toMatchObject({ fileIndex: 4, outputs: 0, bytesRead: 0 });
  file.close();
});

test('keeps the last word when it is closed, and leaves no file behind', () => {
  const folder = temporaryFolder('nameless');
  vi.stubEnv('TMPDIR', folder);
  const file = openActivityFile();
  activityWriter(file.descriptor).enterItem('file:last');
  file.close();
  file.close();
  expect(file.view.itemText).toBe('file:last');
  expect(readdirSync(folder)).toEqual([]);
  vi.unstubAllEnvs();
});

test('cuts a locator where both sides cut it', () => {
  const file = openActivityFile();
  const long = `file:${'ä'.repeat(40_000)}`;
  activityWriter(file.descriptor).enterItem(long);
  expect(file.view.itemText).toBe(activityText(long));
  expect(file.view.itemText.length).toBeLessThan(long.length);
  file.close();
});

test('counts reading as getting on, but not reading in circles', () => {
  const file = openActivityFile();
  const clock = { now: 0 };
  const writer = activityWriter(file.descriptor, () => (clock.now += 1000));
  writer.beginFile(0, 1024, true);
  writer.enterItem('file:a');
  for (let turn = 0; turn < 70; turn += 1) writer.bytesRead(0, 1024 * 1024);
  const stuck = file.view.ticks;
  writer.bytesRead(0, 1024);
  expect(file.view.ticks).toBe(stuck);
  writer.enterItem('file:b');
  writer.bytesRead(0, 1024);
  expect(file.view.ticks).toBe(stuck + 2);
  file.close();
});

test('tells of the outputs before an item as long as it is read, and of each where none is', () => {
  const file = openActivityFile();
  const writer = activityWriter(file.descriptor);
  writer.beginFile(0, 1024, true);
  writer.outputs(1);
  expect(file.view.outputs).toBe(1);
  writer.enterItem('file:a');
  writer.outputs(2);
  expect(file.view.outputs).toBe(1);
  writer.enterItem('file:b');
  expect(file.view.outputs).toBe(2);
  writer.itemLeftOut();
  writer.outputs(3);
  expect(file.view.outputs).toBe(3);
  writer.enterItem('file:c');
  writer.outputs(4);
  writer.leaveItem();
  expect(file.view.outputs).toBe(4);
  file.close();
});

test('tells of outputs between items now and then where nothing died yet', () => {
  const file = openActivityFile();
  const clock = { now: 0 };
  const writer = activityWriter(file.descriptor, () => clock.now);
  writer.beginFile(0, 1024, false);
  writer.outputs(1);
  expect(file.view.outputs).toBe(0);
  clock.now = 1000;
  writer.outputs(2);
  expect(file.view.outputs).toBe(2);
  writer.outputs(3);
  writer.enterItem('file:a');
  expect(file.view.outputs).toBe(3);
  file.close();
});

test('tells each output of an item apart from those before it where it reads carefully', () => {
  const file = openActivityFile();
  const writer = activityWriter(file.descriptor, () => 0);
  writer.beginFile(0, 1024, true);
  writer.outputs(2);
  writer.enterItem('file:a');
  writer.outputs(3);
  expect([file.view.outputs, file.view.outputsWithItem]).toEqual([2, 3]);
  writer.beginFile(1, 1024, true);
  expect([file.view.outputs, file.view.outputsWithItem]).toEqual([0, 0]);
  file.close();
});

test('says seldom that it gets on within an item, however much it reads', () => {
  const file = openActivityFile();
  const clock = { now: 0 };
  const writer = activityWriter(file.descriptor, () => clock.now);
  writer.beginFile(0, 1024 * 1024, false);
  writer.enterItem('file:a');
  const before = file.view.ticks;
  for (let turn = 0; turn < 100; turn += 1) writer.bytesRead(turn, 1);
  for (let turn = 0; turn < 100; turn += 1) writer.outputs(turn);
  expect(file.view.ticks).toBe(before);
  clock.now = 1000;
  writer.bytesRead(100, 1);
  expect(file.view.ticks).toBe(before + 1);
  file.close();
});
