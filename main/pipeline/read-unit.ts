import type { FormatReader } from '#formats/reader.ts';
import type { ContainerAccount } from '#model/index.ts';
import type { ActivityWriter } from './activity.ts';
import { batchBuilder, type BatchBuilder } from './batch-builder.ts';
import { openBooks } from './books.ts';
import { readFile } from './read-file.ts';
import type { FileOutcome, UnitBatch, UnitTask } from './worker-messages.ts';

/** Where a unit is read to. */
export interface UnitSink {
  readonly readers: readonly FormatReader[];
  readonly activity: ActivityWriter;
  /** Sends a batch once there is credit for it. */
  send(batch: UnitBatch): Promise<void>;
  /** Called between outputs: lets what was sent get on its way. */
  breathe(): Promise<void> | null;
}

/**
 * Reads the files of a unit and sends what they hold in batches of about 1 MiB or 200 items.
 *
 * Where the borders of the batches lie depends on the evidence alone, so a run that is resumed at a border sends the
 * same batches as one that was never interrupted. Outputs before `task.start` only move the books.
 * @returns outcomes of files that no batch carried
 */
export async function readUnit(task: UnitTask, sink: UnitSink): Promise<FileOutcome[]> {
  const unit: UnitBeingRead = { task, sink, builder: batchBuilder(), accounts: [], outcomes: [] };
  for (let index = task.start.file; index < task.files.length; index++) await readInto(unit, index);
  if (!unit.builder.isEmpty || unit.accounts.length > 0) await flush(unit, { file: task.files.length, outputs: 0 });
  return unit.outcomes;
}

interface UnitBeingRead {
  readonly task: UnitTask;
  readonly sink: UnitSink;
  readonly builder: BatchBuilder;
  /** Accounts that changed in files already closed. */
  accounts: ContainerAccount[];
  outcomes: FileOutcome[];
}

async function readInto(unit: UnitBeingRead, index: number): Promise<void> {
  const { task, builder } = unit;
  const { activity } = unit.sink;
  const file = task.files[index];
  if (file === undefined) return;
  const delivered = index === task.start.file ? task.start.outputs : 0;
  const books = openBooks();
  let pulled = 0;
  let isOutcomeTold = false;
  const complete = (): void => {
    if (pulled < delivered || pulled === 0) return;
    if (!isOutcomeTold) unit.outcomes.push({ file: index, outcome: reading.outcome() });
    isOutcomeTold = true;
    builder.complete(pulled, books);
  };
  activity.beginFile(index, file.sizeBytes);
  builder.nextFile(delivered);
  const reading = readFile(file, {
    item: task.item,
    limits: task.limits,
    ground: task.ground,
    readers: unit.sink.readers,
    activity,
    lostItems: task.lostItems.filter((lost) => lost.file === index),
    stopped: task.stoppedFiles.find((stopped) => stopped.file === index) ?? null,
    pulled: () => pulled,
    books,
    onItem: complete,
  });
  for (const output of reading.outputs) {
    const breath = unit.sink.breathe();
    if (breath !== null) await breath;
    pulled += 1;
    activity.outputs(pulled);
    if (pulled <= delivered) {
      for (const booking of output.bookings) books.enter(booking);
      // What the outputs delivered earlier changed in the books was delivered with them.
      if (pulled === delivered) books.changed();
      continue;
    }
    builder.add(output);
    if (builder.pendingIsFull) {
      complete();
      activity.leaveItem();
    }
    if (builder.isFull) {
      unit.accounts.push(...books.changed());
      await flush(unit, { file: index, outputs: builder.completeOutputs });
    }
  }
  complete();
  unit.accounts.push(...books.changed());
  if (builder.isFull) await flush(unit, { file: index + 1, outputs: 0 });
}

async function flush(unit: UnitBeingRead, after: UnitBatch['after']): Promise<void> {
  const { accounts, outcomes } = unit;
  unit.accounts = [];
  unit.outcomes = [];
  await unit.sink.send({ ...unit.builder.take(), accounts, files: outcomes, after });
}
