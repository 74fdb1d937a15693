import { expect, test } from 'vitest';
import { directory } from '#evidence/index.ts';
import { containerKey } from '#model/index.ts';
import { deliveryGate } from '#pipeline/delivery-gate.ts';
import { prepareDelivery, type PackedBatch } from '#pipeline/delivery.ts';
import { packMessage } from '#pipeline/packed-message.ts';
import type { IngestPlan } from '#pipeline/plan.ts';
import { readResumeToken } from '#pipeline/resume-token.ts';
import type { UnitReaders, UnitStep } from '#pipeline/unit-readers.ts';
import { evidenceItem } from '#test/support/report-input.ts';

/** A plan of one directory with four files, one a unit. */
const plan: IngestPlan = {
  item: evidenceItem(1, '/evidence'),
  units: Array.from({ length: 4 }, (_, index) => [
    {
      relativePath: `${String(index)}.eml`,
      fileName: `${String(index)}.eml`,
      folderPath: [],
      locator: [{ kind: 'file', at: `${String(index)}.eml` }],
      path: `/evidence/${String(index)}.eml`,
      sizeBytes: 1,
      modified: null,
      container: directory([]),
      sha256: null,
      part: null,
    },
  ]),
  files: 4,
  bytes: 4,
  troubles: [],
  expected: new Map([[containerKey(directory([])), 4]]),
  fingerprint: 'fingerprint',
};

/** Readers that give one message for each file, from the unit they are told to begin with. */
function readersFrom(unit: number): UnitReaders {
  const steps: UnitStep[] = plan.units.slice(unit).map((files, index) => ({
    kind: 'batch',
    unit: unit + index,
    batch: {
      packed: packMessage(files.map(({ path }) => path)),
      counts: { messages: 1, diagnostics: 0, findings: 0 },
      accounts: [],
      files: [{ file: 0, outcome: 'record' }],
      after: { file: 1, outputs: 0 },
    },
  }));
  return {
    next: async () => steps.shift() ?? null,
    lostItemsIn: () => [],
    reading: () => ({ bytes: 0, current: '' }),
    peakBytes: 0,
    dispose: async () => undefined,
  };
}

async function run(after: PackedBatch | null) {
  const batches: PackedBatch[] = [];
  const resumed = after === null ? null : readResumeToken(after.resume);
  const delivery = prepareDelivery({ plan, resumed, gate: deliveryGate(Infinity), onBatch: (batch) => void batches.push(batch) });
  await delivery.deliver(() => readersFrom(delivery.readFrom.unit));
  return { batches, readFrom: delivery.readFrom };
}

test('a resumed run goes on where it stopped and delivers only what was not delivered', async () => {
  const whole = await run(null);
  expect(whole.batches).toHaveLength(5);
  const resumed = await run(whole.batches[1] ?? null);
  expect(resumed.readFrom).toEqual({ unit: 2, file: 0, outputs: 0 });
  expect(resumed.batches).toEqual(whole.batches.slice(2));
});
