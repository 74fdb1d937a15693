/**
 * `formats/thunderbird/mork`: reads Mork files, the text databases of Mozilla mail programs.
 *
 * Enters: the bytes of a file. Leaves: its tables and rows as they are after all changes, each cell with its place; what was
 * deleted and what unfinished transactions hold, apart.
 * Invariants: linear work, memory bounded by the limits; damage is told and never a throw.
 */
export { type MorkLimits } from './build-store.ts';
export { morkMagic, readMork } from './read-mork.ts';
export { cellOf, placeOfCell, type MorkRow, type MorkStore, type MorkTable } from './store.ts';
