import * as v from 'valibot';
import { isKnownZone, type EvidenceId, type EvidenceItem, type ItemProperties, type ReportedSearch, type Rule } from '#model/index.ts';
import type { ResumeToken } from './batch.ts';
import type { CaseFile, RecentCase, Verification } from './case-file.ts';
import type { AddedProfiles, ProfileSearch } from './profile-search.ts';

const evidenceId = v.pipe(
  v.string(),
  v.regex(/^EX-\d{3,6}$/),
  v.transform((text) => text as EvidenceId),
);
const resumeToken = v.pipe(
  v.string(),
  v.maxLength(4096),
  v.transform((text) => text as ResumeToken),
);
const shortText = v.pipe(v.string(), v.maxLength(500));
const longText = v.pipe(v.string(), v.maxLength(10_000));
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
const locatorText = v.pipe(v.string(), v.maxLength(20_000));
const zone = v.pipe(v.string(), v.maxLength(100), v.check(isKnownZone, 'unknown time zone'));
const exportName = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/));
const searchId = v.pipe(v.string(), v.maxLength(100));
const nothing = v.object({});

const caseFields = v.object({
  title: shortText,
  caseNumber: shortText,
  examiner: shortText,
  agency: shortText,
  zone,
  ownDomains: v.pipe(v.array(v.pipe(v.string(), v.maxLength(253))), v.maxLength(1000)),
});

const parameterValue = v.union([v.pipe(v.number(), v.finite()), v.boolean(), longText, v.pipe(v.array(shortText), v.maxLength(10_000))]);
/** By identifier of the rule and name of the parameter. */
const parameters = v.pipe(
  v.record(shortText, v.record(shortText, parameterValue)),
  v.check((values) => Object.keys(values).length <= 1000, 'too many rules'),
);
const oneDaySeconds = 24 * 3600;
const skewSeconds = v.pipe(v.number(), v.integer(), v.minValue(-3660 * oneDaySeconds), v.maxValue(3660 * oneDaySeconds));

/**
 * Every call of the renderer: the validator of its arguments and, by `returns`, the type of its result.
 * Adding a call is a line here and a handler in the room `host` (or in `app`, for what only Electron can do).
 */
export const calls = {
  /** What this program and machine are, for the about line and the report's methods section. */
  'program.describe': call(nothing, returns<ProgramDescription>()),

  // Start screen; answered by `app`.
  'start.recent': call(nothing, returns<readonly RecentCase[]>()),
  /** Asks for a folder and makes a case in it. Null: the examiner cancelled. The case opens in its own window. */
  'start.newCase': call(caseFields, returns<{ opened: boolean }>()),
  /** Asks for the folder of a case and opens it. */
  'start.openCase': call(nothing, returns<{ opened: boolean }>()),
  'start.openRecent': call(v.object({ index: count }), returns<{ opened: boolean }>()),
  'start.forgetRecent': call(v.object({ index: count }), returns<null>()),
  'start.sampleCase': call(nothing, returns<{ opened: boolean }>()),

  // The case of this window.
  'case.read': call(nothing, returns<CaseFile>()),
  'case.update': call(v.partial(caseFields), returns<CaseFile>()),
  /** Sets the values of rules' parameters, all at once: what is not named has its default. */
  'case.parameters': call(v.object({ parameters }), returns<CaseFile>()),
  /** Adds a line to the examiner's audit log of the case. */
  'case.log': call(v.object({ action: shortText, detail: longText }), returns<null>()),

  // Evidence.
  /** Asks the examiner for files or a folder, hashes them with progress events, and returns the new items. */
  'evidence.choose': call(v.object({ kind: v.picklist(['files', 'folder']) }), returns<readonly EvidenceItem[]>()),
  /** Takes over what was dropped on the window; the main process resolves the token to paths. */
  'evidence.dropped': call(v.object({ token: shortText }), returns<readonly EvidenceItem[]>()),
  'evidence.describe': call(v.object({ evidenceId, custodian: shortText, note: longText }), returns<CaseFile>()),
  /** States by how much the clock of an exhibit was ahead; 0 takes the statement back. */
  'evidence.clockSkew': call(v.object({ evidenceId, seconds: skewSeconds, because: shortText }), returns<CaseFile>()),
  /** Hashes the item again and compares. */
  'evidence.verify': call(v.object({ evidenceId }), returns<VerificationResult>()),
  /** Bytes of an evidence file, for the byte view; at most 1 MiB a call. */
  'evidence.bytes': call(
    v.object({ evidenceId, locator: locatorText, offsetBytes: count, lengthBytes: v.pipe(count, v.maxValue(1024 * 1024)) }),
    returns<Uint8Array>(),
  ),

  // Mail profiles of a system, a collection or a folder.
  /**
   * Asks for a folder or takes the running system, and begins to search it; an earlier search ends. Finds and progress
   * come as events. Null: the examiner cancelled.
   */
  'profiles.find': call(v.object({ where: v.picklist(['folder', 'computer']) }), returns<ProfileSearch | null>()),
  /** Ends the search; what it found stays listed. */
  'profiles.cancel': call(v.object({ searchId }), returns<null>()),
  /** Adds finds of the search as evidence items, each with its custodian, in the order given; the case then keeps the search. */
  'profiles.add': call(
    v.object({
      searchId,
      chosen: v.pipe(v.array(v.object({ profileId: count, custodian: shortText })), v.minLength(1), v.maxLength(10_000)),
    }),
    returns<AddedProfiles>(),
  ),
  /** Keeps a record of the search in the case, without adding anything. */
  'profiles.keep': call(v.object({ searchId }), returns<CaseFile>()),
  /** Takes the record of a search out of the case. */
  'profiles.forget': call(v.object({ searchId }), returns<CaseFile>()),
  /** The searches that the case keeps, for the report. */
  'profiles.kept': call(nothing, returns<readonly ReportedSearch[]>()),

  // Ingest.
  'ingest.start': call(v.object({ evidenceId, resume: v.nullable(resumeToken) }), returns<null>()),
  /** Grants the host that many further batches. */
  'ingest.grant': call(v.object({ evidenceId, batches: count }), returns<null>()),
  'ingest.pause': call(v.object({ evidenceId }), returns<null>()),
  'ingest.continue': call(v.object({ evidenceId }), returns<null>()),
  'ingest.cancel': call(v.object({ evidenceId }), returns<null>()),

  // Attachments.
  /** Asks where to and saves the decoded bytes of an attachment there. */
  'attachment.save': call(v.object({ evidenceId, locator: locatorText, suggestedName: shortText }), returns<SaveResult>()),

  // Items, read from the evidence on demand.
  /** All properties of an item of a message store, of its recipients and of its attachments. */
  'item.properties': call(v.object({ evidenceId, locator: locatorText }), returns<ItemProperties>()),
  /** Asks where to and saves a message as a file of its own; of a message store as Internet mail that says it is rebuilt. */
  'message.save': call(v.object({ evidenceId, locator: locatorText, suggestedName: shortText }), returns<MessageSaveResult>()),

  /**
   * Bytes of a message that the evidence file holds packed or encoded, for the byte view: as they are unpacked or decoded,
   * counted from the beginning of the message; at most 1 MiB a call.
   */
  'message.bytes': call(
    v.object({ evidenceId, locator: locatorText, offsetBytes: count, lengthBytes: v.pipe(count, v.maxValue(1024 * 1024)) }),
    returns<Uint8Array>(),
  ),

  // Exports: files below the case's exports folder, written in pieces.
  'export.begin': call(v.object({ name: exportName }), returns<{ exportId: string }>()),
  'export.write': call(v.object({ exportId: shortText, piece: v.instance(Uint8Array) }), returns<null>()),
  'export.finish': call(v.object({ exportId: shortText }), returns<ExportedFile>()),
  /** Prints an exported HTML file as PDF beside it. */
  'export.pdf': call(v.object({ name: exportName }), returns<ExportedFile>()),
  /** Shows the exports folder in the system's file browser. */
  'export.reveal': call(nothing, returns<null>()),
} as const;

export type Calls = typeof calls;
export type CallName = keyof Calls;
export type CallArguments<N extends CallName> = v.InferOutput<Calls[N]['accepts']>;
export type CallResult<N extends CallName> = Calls[N]['result'];

/** A handler of every call, or of some: the host has most, `app` those that need Electron. */
export type CallHandlers<N extends CallName = CallName> = {
  readonly [K in N]: (given: CallArguments<K>) => CallResult<K> | Promise<CallResult<K>>;
};

export interface ProgramDescription {
  readonly name: string;
  readonly version: string;
  readonly commit: string;
  readonly electron: string | null;
  readonly chromium: string | null;
  readonly node: string;
  readonly platform: string;
  /** Format readers and libraries with their versions, for the methods section. */
  readonly components: readonly { readonly name: string; readonly version: string; readonly detail: string }[];
  /** The rules that this program applies, in their order (`allRules`). */
  readonly rules: readonly Rule[];
}

export interface VerificationResult extends Verification {
  readonly expectedSha256: string;
  /** Relative paths that were added, removed or changed; empty when it matches. */
  readonly differences: readonly string[];
}

export interface SaveResult {
  /** False: the examiner cancelled. */
  readonly saved: boolean;
  readonly sha256: string | null;
}

export interface MessageSaveResult extends SaveResult {
  /**
   * `original`: the bytes that the message is; `source`: the XML file of an archive of Outlook for Mac that holds it; `rebuilt`:
   * the store keeps no form of its own.
   */
  readonly form: 'original' | 'source' | 'rebuilt';
}

export interface ExportedFile {
  readonly name: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly shownPath: string;
}

function call<S extends v.GenericSchema, R>(accepts: S, result: { readonly type?: R }): { readonly accepts: S; readonly result: R } {
  return { accepts, result: result as R };
}

// Carries a result type to `call` without a value: results come from our own host and need no validator.
function returns<R>(): { readonly type?: R } {
  return {};
}
