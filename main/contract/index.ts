/**
 * Room `contract`: what the renderer and the host say to each other, and how, without knowing the transport.
 *
 * Enters: model types. Leaves: the typed calls with validators for their arguments, the events, the batch form,
 * and one dispatcher for each end of any transport.
 * Invariants: the renderer names evidence only by exhibit number and record locator, never by path; every argument
 * is validated before a handler sees it; only JSON values and Uint8Array cross.
 */
export * from './batch.ts';
export * from './calls.ts';
export * from './case-file.ts';
export * from './dispatch.ts';
export * from './events.ts';
export * from './profile-search.ts';
export * from './trouble.ts';
