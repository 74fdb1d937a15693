import type { ByteSource } from '#evidence/byte-source.ts';
import { rangeOfStep, type ByteRange, type ItemProperties, type Limits, type Locator } from '#model/index.ts';
import { chooseReader } from '../choose-reader.ts';
import {
  AttachmentUnreadableError,
  hasNoMail,
  type ExpansionBudget,
  type FormatReader,
  type NamedPlace,
  type ReadingRoom,
} from '../reader.ts';
import { expand } from './expand.ts';
import type { ArchiveListing, ArchiveMember } from './member.ts';
import { stepsOfName } from './member-name.ts';
import { budgetFor, openedMembers } from './read-members.ts';
import { placeMembers } from './surroundings.ts';

/**
 * What a reader of archives gives of what lies in a member: each request is answered by the reader of the member, with the
 * rest of the locator. The member itself, and a run of its bytes, as a message of a mailbox is, are given as they were
 * unpacked.
 * @param list the members of an archive
 */
export function withinMembers(
  list: (source: ByteSource, limits: Limits) => ArchiveListing,
): Required<Pick<FormatReader, 'attachment' | 'properties' | 'rebuild'>> {
  return {
    *attachment(source, locator, limits, room) {
      const member = openMember(list(source, limits), source.sizeBytes, locator, limits, room);
      try {
        const run = runOfMember(member);
        if (run !== null) yield* piecesOf(member.source, run);
        else yield* readerOf(member).attachment(member.source, member.inner, limits, member.room);
      } finally {
        member.close();
      }
    },
    properties(source, locator, limits, room): ItemProperties {
      const member = openMember(list(source, limits), source.sizeBytes, locator, limits, room);
      try {
        const reader = readerOf(member);
        if (reader.properties === undefined) throw new AttachmentUnreadableError('Items of this format have no properties.');
        return reader.properties(member.source, member.inner, limits, member.room);
      } finally {
        member.close();
      }
    },
    *rebuild(source, locator, limits, mark, room) {
      const member = openMember(list(source, limits), source.sizeBytes, locator, limits, room);
      try {
        const reader = readerOf(member);
        if (reader.rebuild === undefined) throw new AttachmentUnreadableError(hasNoMail);
        yield* reader.rebuild(member.source, member.inner, limits, mark, member.room);
      } finally {
        member.close();
      }
    },
  };
}

type MemberRoom = ReadingRoom & { readonly expansion?: ExpansionBudget };

/** A member that is unpacked. */
interface OpenMember {
  readonly source: ByteSource;
  readonly place: NamedPlace;
  /** The locator from the member on, as if it were a file. */
  readonly inner: Locator;
  readonly room: MemberRoom;
  close(): void;
}

function openMember(listing: ArchiveListing, packedBytes: number, locator: Locator, limits: Limits, room: MemberRoom): OpenMember {
  const at = locator.findIndex((step) => step.kind === 'member');
  const isAt = (member: ArchiveMember): boolean =>
    member.steps.every(({ kind, at: one }, index) => kind === locator[at + index]?.kind && one === locator[at + index]?.at);
  // A step `entry` after the member tells it from others of its name, or lies within it: archives of Outlook have such steps, too.
  const found = at === -1 ? [] : listing.members.filter(isAt);
  const member = found.find(({ steps }) => steps.length > 1) ?? found[0];
  const content = member?.content();
  if (member === undefined || (content?.kind !== 'stored' && content?.kind !== 'packed')) {
    throw new AttachmentUnreadableError('The locator names no member of the archive that can be unpacked.');
  }
  const budget = room.expansion ?? budgetFor(packedBytes, limits);
  const expanded = expand(content, member.packedBytes, room, limits, budget);
  const opened = openedMembers({ ...room, limits }, budget);
  const names = stepsOfName(member.name);
  const folderPath = names.slice(0, -1);
  const surroundings = placeMembers(listing, (one) => opened.beside(one)).around(folderPath);
  return {
    source: expanded.source,
    place: { fileName: names.at(-1) ?? '', folderPath },
    inner: [{ kind: 'file', at: member.name }, ...locator.slice(at + member.steps.length)],
    room: { ...room, surroundings, expansion: budget },
    close() {
      opened.close();
      expanded.release();
    },
  };
}

function readerOf({ source, place, room }: OpenMember): FormatReader {
  const { reader } = chooseReader(source, room.readers, place);
  if (reader === null) throw new AttachmentUnreadableError('No reader recognises the member of the archive that the locator leads into.');
  return reader;
}

/** The run of bytes of the member that the locator names: the member whole, or what `bytes` alone says; null when it leads on. */
function runOfMember({ source, inner }: OpenMember): ByteRange | null {
  const [, step, further] = inner;
  if (step === undefined) return { offsetBytes: 0, lengthBytes: source.sizeBytes };
  const run = further === undefined ? rangeOfStep(step) : null;
  if (run !== null && run.offsetBytes + run.lengthBytes > source.sizeBytes) {
    throw new AttachmentUnreadableError('The member of the archive ends before the bytes that the locator names.');
  }
  return run;
}

const pieceBytes = 1024 * 1024;

function* piecesOf(source: ByteSource, { offsetBytes, lengthBytes }: ByteRange): Generator<Uint8Array, void, undefined> {
  for (let at = 0; at < lengthBytes; at += pieceBytes) yield source.read(offsetBytes + at, Math.min(pieceBytes, lengthBytes - at));
}
