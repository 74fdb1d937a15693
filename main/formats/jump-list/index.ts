/**
 * Format `jump-list`: the lists of files that the task bar of Windows offers for a program: those that Windows keeps
 * (`automaticDestinations-ms`, compound files) and those that a program fills itself (`customDestinations-ms`).
 *
 * Enters: the bytes of the list. Leaves: an event for each entry, with the time of its last use where the list states one,
 * how often it was used, and what its link says of the target.
 * Invariants: an entry without a link and a link without an entry are told as what they are; where a list cannot be followed,
 * the links behind that place are looked for. Links are read by the room `shell-link`. The forms are not public; they are read by
 * what the documentation of dtformats tells of them.
 */
export { automaticJumpListReader } from './automatic-reader.ts';
export { customJumpListReader } from './custom-reader.ts';
