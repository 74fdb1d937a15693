/**
 * Room `model`: what the rest of the program talks about, as pure types and small functions.
 *
 * Enters: nothing. Leaves: records, locators, diagnostics, findings, claimed times.
 * Invariant: imports nothing but itself, touches no file, no clock, no network; compiles with and without DOM.
 */
export * from './access-event.ts';
export * from './account.ts';
export * from './accounting.ts';
export * from './address.ts';
export * from './diagnostic.ts';
export * from './evidence-item.ts';
export * from './finding.ts';
export * from './found-profile.ts';
export * from './header-block.ts';
export * from './index-entry.ts';
export * from './internet-date.ts';
export * from './item-properties.ts';
export * from './kept-text.ts';
export * from './limits.ts';
export * from './locator.ts';
export * from './observation.ts';
export * from './record.ts';
export * from './rule.ts';
export * from './search-record.ts';
export * from './setting.ts';
export * from './time.ts';
