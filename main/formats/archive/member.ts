import type { ByteSource } from '#evidence/byte-source.ts';
import type { ClaimedTime, DiagnosticCode, LocatorStep } from '#model/index.ts';

/** A member of an archive, as its directory lists it. */
export interface ArchiveMember {
  /** The name as the archive has it, decoded; folders separated by `/`. Never used as a path. */
  readonly name: string;
  /** Leads from the archive to the member: `member`, and `entry` where several have the same name. */
  readonly steps: readonly LocatorStep[];
  /** Bytes that it has in the archive. */
  readonly packedBytes: number;
  /** Bytes that it says to have unpacked; null where it does not say. */
  readonly statedBytes: number | null;
  readonly modified: ClaimedTime | null;
  /** True when the archive's directory does not list it, and it was found by its own header. */
  readonly isUnlisted: boolean;
  /** What is unusual about it, in sentences. */
  readonly doubts: () => readonly string[];
  readonly content: () => MemberContent;
}

/** How the content of a member is come by. */
export type MemberContent =
  /** It lies in the archive as it is. */
  | { readonly kind: 'stored'; readonly source: ByteSource; readonly crc32: number | null }
  /**
   * It is unpacked in pieces; their sizes are bounded, their number is not.
   * The pieces throw `MemberDamage` where the packed bytes are damaged or end early.
   */
  | { readonly kind: 'packed'; readonly unpack: () => Iterable<Uint8Array>; readonly crc32: number | null }
  /** It cannot be unpacked. */
  | {
      readonly kind: 'closed';
      readonly code: Extract<DiagnosticCode, 'member-encrypted' | 'member-unreadable'>;
      readonly because: string;
    }
  /** It is a link or a device, which has no content. */
  | { readonly kind: 'no-file'; readonly because: string };

/** What an archive holds. */
export interface ArchiveListing {
  /** Whether it is a folder to those who see its content, or only the wrapping of one file. */
  readonly is: 'folder' | 'wrapping';
  readonly members: readonly ArchiveMember[];
  /** What is wrong with the archive as a whole, in sentences. */
  readonly troubles: readonly string[];
  /** Members that the archive says to have and that were not found; a sentence, or null when none are missing. */
  readonly missing: string | null;
  /** A sentence when a limit kept members out; null otherwise. */
  readonly limit: string | null;
  /** True where damage may hide members of which nothing else tells. */
  readonly mayHideMembers?: boolean;
}

/** The packed bytes of a member are damaged: what was unpacked before stands. */
export class MemberDamage extends Error {
  override readonly name = 'MemberDamage';
}

/** A part of a source as a source of its own. */
export function partOf(source: ByteSource, offsetBytes: number, lengthBytes: number): ByteSource {
  const sizeBytes = Math.max(0, Math.min(lengthBytes, source.sizeBytes - offsetBytes));
  return {
    sizeBytes,
    read(offset, length) {
      if (offset < 0 || length < 0) throw new RangeError(`Negative read: ${String(offset)}+${String(length)}`);
      return source.read(offsetBytes + Math.min(offset, sizeBytes), Math.max(0, Math.min(length, sizeBytes - offset)));
    },
  };
}

/** The steps to each of some members: `member`, with `entry` where an earlier one has the same name. */
export function stepsTo(names: Iterable<string>): readonly (readonly LocatorStep[])[] {
  const seen = new Set<string>();
  return Array.from(names, (name, index) => {
    const own = { kind: 'member', at: name };
    if (seen.has(name)) return [own, { kind: 'entry', at: String(index) }];
    seen.add(name);
    return [own];
  });
}
