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
  writer.beginFile(3, 1000);
  writer.enterItem('file:Größe/Inbox|bytes:1+2');
  writer.outputs(7);
  writer.bytesRead(0, 400);
  writer.bytesRead(100, 200);
  expect(view).toMatchObject({ isWorking: true, fileIndex: 3, outputs: 7, bytesRead: 400, itemText: 'file:Größe/Inbox|bytes:1+2' });
  writer.leaveItem();
  writer.working('waits');
  expect(view).toMatchObject({ isWorking: false, itemText: '', outputs: 7 });
  writer.beginFile(4, 10);
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
  const writer = activityWriter(file.descriptor);
  writer.beginFile(0, 1024);
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
