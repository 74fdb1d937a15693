import { observeRecord, startAnalysis, type Detection } from '#analysis/index.ts';
import type { FormatReader } from '#formats/reader.ts';
import type { ContainerAccount, Finding, ForwardingObservation, MessageTrace } from '#model/index.ts';
import type { ActivityWriter } from './activity.ts';
import { batchBuilder, type BatchBuilder } from './batch-builder.ts';
import { openBooks } from './books.ts';
import { openFiles, type OpenFiles } from './open-files.ts';
import { readFile } from './read-file.ts';
import type { BatchPlace, FileOutcome, ReadContent, UnitTask } from './worker-messages.ts';

/** Where units are read to. */
export interface UnitSink {
  readonly readers: readonly FormatReader[];
  readonly activity: ActivityWriter;
  /** Sends a batch once there is credit for it. */
  send(content: ReadContent, place: BatchPlace): Promise<void>;
}

/** What is left of a unit when its batches are sent. */
export interface UnitEnd {
  /** Outcomes of files that no batch carried. */
  readonly outcomes: readonly FileOutcome[];
  /** What a part of a file hands on to its closing; empty for other units. */
  readonly handedOn: Uint8Array;
}

/** Reads units, one after the other. A file that is read in parts stays open from one part to the next. */
export interface UnitReader {
  /**
   * Reads the files of a unit and sends what they hold in batches of about 1 MiB or 200 items.
   *
   * Where the borders of the batches lie depends on the evidence alone, so a run that is resumed at a border sends the
   * same batches as one that was never interrupted. Outputs before `task.start` only move the books.
   */
  read(task: UnitTask): Promise<UnitEnd>;
}

/** Begins with no file open. */
export function openUnitReader(sink: UnitSink): UnitReader {
  const files = openFiles(sink.readers, sink.activity);
  return {
    async read(task) {
      const analysis = startAnalysis();
      const unit: UnitBeingRead = { task, sink, files, analysis, builder: batchBuilder(), accounts: [], outcomes: [] };
      let handedOn: Uint8Array = new Uint8Array(0);
      for (let index = task.start.file; index < task.files.length; index++) handedOn = await readInto(unit, index);
      if (!unit.builder.isEmpty || unit.accounts.length > 0) await flush(unit, { file: task.files.length, outputs: 0 });
      return { outcomes: unit.outcomes, handedOn };
    },
  };
}

interface UnitBeingRead {
  readonly task: UnitTask;
  readonly sink: UnitSink;
  readonly files: OpenFiles;
  readonly analysis: Detection;
  readonly builder: BatchBuilder;
  /** Accounts that changed in files already closed. */
  accounts: ContainerAccount[];
  outcomes: FileOutcome[];
}

/** Reads a file of the unit; returns what it hands on. */
async function readInto(unit: UnitBeingRead, index: number): Promise<Uint8Array> {
  const { task, builder } = unit;
  const { activity, readers } = unit.sink;
  const file = task.files[index];
  if (file === undefined) return new Uint8Array(0);
  const delivered = index === task.start.file ? task.start.outputs : 0;
  const books = openBooks(task.closing?.accounts);
  let pulled = 0;
  // What became of a file is told with its first part.
  let isOutcomeTold = file.part !== null && file.part.index > 0;
  const complete = (): void => {
    if (pulled < delivered || pulled === 0) return;
    if (!isOutcomeTold) unit.outcomes.push({ file: index, outcome: reading.outcome() });
    isOutcomeTold = true;
    builder.complete(pulled, books);
  };
  activity.beginFile(index, file.sizeBytes, task.isCareful);
  builder.nextFile(delivered);
  const reading = readFile(file, {
    item: task.item,
    limits: task.limits,
    ground: task.ground,
    readers,
    activity,
    files: unit.files,
    handedOn: task.closing?.handedOn ?? [],
    lostItems: task.lostItems.filter((lost) => lost.file === index),
    stopped: task.stoppedFiles.find((stopped) => stopped.file === index) ?? null,
    pulled: () => pulled,
    books,
    onItem: complete,
  });
  for (const output of reading.outputs) {
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
  return reading.handedOn();
}

async function flush(unit: UnitBeingRead, after: BatchPlace['after']): Promise<void> {
  // Should a detector hang, it is not the item read last that is to blame.
  unit.sink.activity.leaveItem();
  const { accounts, outcomes, analysis } = unit;
  unit.accounts = [];
  unit.outcomes = [];
  const { records, diagnostics } = unit.builder.take();
  const findings: Finding[] = [];
  const observations: ForwardingObservation[] = [];
  const traces: MessageTrace[] = [];
  for (const record of records) {
    const found = [...analysis.consume(record)];
    const observed = observeRecord(record, found);
    findings.push(...found);
    observations.push(...observed.observations);
    if (observed.trace !== null) traces.push(observed.trace);
  }
  const content = { records, diagnostics, findings, observations, traces };
  // Of each message there is a trace.
  const counts = { messages: traces.length, diagnostics: diagnostics.length, findings: findings.length };
  await unit.sink.send(content, { counts, accounts, files: outcomes, after });
}
