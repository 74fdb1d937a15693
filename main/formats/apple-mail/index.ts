/**
 * Format `apple-mail`: what Apple Mail keeps: message files with their state, and property lists of rules, accounts and
 * settings.
 *
 * Enters: the bytes of a file, and for messages stored in parts the files beside it. Leaves: messages, index entries, rules,
 * accounts, settings, events.
 * Invariants: the bytes of a message are those of the file; a value is cited by its place in the list it stands in.
 */
export { emlxReader } from './emlx-reader.ts';
export { mailListReader } from './list-reader.ts';
export { envelopeIndex } from './envelope-index.ts';
export { previousRecipients, recentCorrespondents } from './recent-correspondents.ts';
