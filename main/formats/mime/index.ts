/**
 * `formats/mime`: reads an Internet message without losing any of it.
 *
 * Also knows the lines that separate messages in an mbox, which single messages may hold too.
 *
 * Enters: the bytes of one message and what its surroundings say of it. Leaves: a message record with every header
 * field in order and its raw header block, attachments with hashes, attached messages as records of their own,
 * diagnostics.
 * Invariants: no byte is changed before it is hashed; damage is a diagnostic and never a throw; every loop is bounded by
 * the message's length or a named limit.
 */
export { messageAttachment, messageInTnef, messageInTnefAt } from './attachment.ts';
export { buildMessage, type MessageContext, type MessageSource } from './build-message.ts';
export { decodeText } from './charset.ts';
export { readDate } from './date.ts';
export { deliveryTime } from './from-line.ts';
export { candidatesFrom, findInnerSeparator, nextFromLine } from './from-lines.ts';
export { type FromQuoting } from './from-quoting.ts';
export { hashRange } from './hash-range.ts';
export { beginsWithMessageField, headerFirst, isMessageField } from './header-first.ts';
export { decodeWords, longestValue, readAddresses, readMessageIds } from './header-values.ts';
export { leadingBytes } from './leading.ts';
export { endsLinesByReturn, lineEndsReplaced, withLineFeeds, withStoredHashes } from './lone-returns.ts';
export { mozillaFlags, mozillaTags } from './mozilla-flags.ts';
export { decide, readSeparator, type Separator, type Surroundings } from './separator.ts';
export { headerEnd } from './structure.ts';
export { openWindow, type Window } from './window.ts';
