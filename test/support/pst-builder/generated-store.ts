import { seededRandom, type Random } from '../random.ts';
import type { BlockEncoding } from './block-encoding.ts';
import type { Deletion, FolderDescription, MessageDescription, StoreDescription } from './description.ts';
import { generatedMail } from './generated-mail.ts';
import { text } from './property-values.ts';
import type { StoreFormat } from './store-layout.ts';

export interface GeneratedStoreOptions {
  /** All messages, the deleted ones among them. */
  readonly messages: number;
  readonly seed: number;
  /** Folders that hold them, from 1; some lie within others. */
  readonly folders?: number;
  /** What a message takes in the file, on average and about; from 4,000. */
  readonly averageBytes?: number;
  /** How many of the messages are deleted. */
  readonly deleted?: number;
  /** The ways of deletion, in turn. */
  readonly deletions?: readonly [Deletion, ...Deletion[]];
  /** Every how many messages one was forwarded automatically, as flag and headers say; 0 for none. */
  readonly forwardedEvery?: number;
  readonly encoding?: BlockEncoding;
  readonly format?: StoreFormat;
}

/**
 * Describes a store of ordinary mail, the same for the same options. Messages are made as they are written: write it
 * once.
 */
export function generatedStore({
  messages,
  seed,
  folders = 5,
  averageBytes = 20_000,
  deleted = 0,
  deletions = ['unlinked', 'freed', 'superseded'],
  forwardedEvery = 0,
  encoding = 'permute',
  format = 'unicode',
}: GeneratedStoreOptions): StoreDescription {
  if (deleted > messages) throw new RangeError(`of ${messages} messages ${deleted} cannot be deleted`);
  const random = seededRandom(seed);
  const deletedOrdinals = new Set(chosenOrdinals(messages, deleted, random));
  const makeMail = generatedMail({ random, averageBytes, forwardedEvery });
  let deletionsDone = 0;
  const mailOf = function* (first: number, end: number): Generator<MessageDescription> {
    for (let ordinal = first; ordinal < end; ordinal += 1) {
      const message = makeMail(ordinal);
      const deletion = deletions[deletionsDone % deletions.length];
      if (!deletedOrdinals.has(ordinal) || deletion === undefined) yield message;
      else {
        deletionsDone += 1;
        yield { ...message, deletion };
      }
    }
  };
  return { name: 'Generated store', encoding, format, folders: folderTree({ messages, folders, mailOf }) };
}

const folderNames = ['Inbox', 'Sent Items', 'Projects', 'Clients', 'Archive', 'Travel', 'Invoices', 'Personal'];

// The first holds half of the messages, the others share the rest; every third lies within the one before it.
function folderTree({
  messages,
  folders,
  mailOf,
}: {
  readonly messages: number;
  readonly folders: number;
  readonly mailOf: (first: number, end: number) => Iterable<MessageDescription>;
}): readonly FolderDescription[] {
  const inFirst = folders === 1 ? messages : Math.ceil(messages / 2);
  const share = folders === 1 ? 0 : (messages - inFirst) / (folders - 1);
  const boundary = (folder: number): number => (folder === 0 ? 0 : Math.round(inFirst + (folder - 1) * share));
  const described = Array.from({ length: folders }, (_, index): FolderDescription => {
    const round = Math.floor(index / folderNames.length);
    const name = `${folderNames[index % folderNames.length] ?? ''}${round === 0 ? '' : ` ${round + 1}`}`;
    const view = { messageClass: 'IPM.Microsoft.FolderDesign.NamedView', properties: [text(0x7006, `View of ${name}`)] };
    return { name, messages: mailOf(boundary(index), boundary(index + 1)), associated: [view] };
  });
  return described.flatMap((folder, index) => {
    if (index % 3 === 2) return [];
    const within = index % 3 === 1 ? described[index + 1] : undefined;
    return [within === undefined ? folder : { ...folder, folders: [within] }];
  });
}

// A part of the ordinals, each as likely as the others (a shuffle stopped early).
function chosenOrdinals(count: number, wanted: number, random: Random): number[] {
  const ordinals = Array.from({ length: count }, (_, ordinal) => ordinal);
  for (let place = 0; place < wanted; place += 1) {
    const other = place + random.below(count - place);
    [ordinals[place], ordinals[other]] = [ordinals[other] ?? other, ordinals[place] ?? place];
  }
  return ordinals.slice(0, wanted);
}
