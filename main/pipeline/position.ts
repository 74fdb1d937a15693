import type { IngestPlan, WorkUnit } from './plan.ts';

/**
 * How far a run has come: within unit `unit`, file `file` of that unit, `outputs` outputs of that file. Before the first
 * unit, as unit -1, the troubles of the plan are delivered.
 */
export interface Position {
  readonly unit: number;
  readonly file: number;
  readonly outputs: number;
}

/** Before everything. */
export const runStart: Position = { unit: -1, file: 0, outputs: 0 };
/** At the first unit. */
export const unitsStart: Position = { unit: 0, file: 0, outputs: 0 };

/** Writes a position after the last file of a unit as the beginning of the next unit. */
export function normalised(position: Position, unit: WorkUnit): Position {
  return position.file < unit.length ? position : { unit: position.unit + 1, file: 0, outputs: 0 };
}

/** Tells whether `a` lies before `b`. */
export function isBefore(a: Position, b: Position): boolean {
  if (a.unit !== b.unit) return a.unit < b.unit;
  if (a.file !== b.file) return a.file < b.file;
  return a.outputs < b.outputs;
}

/** Tells whether a plan has this position. */
export function isWithin(position: Position, plan: IngestPlan): boolean {
  if (position.unit === -1) return position.file === 0 && position.outputs <= plan.troubles.length;
  if (position.unit === plan.units.length) return position.file === 0 && position.outputs === 0;
  const unit = plan.units[position.unit];
  return unit !== undefined && position.file < unit.length;
}
