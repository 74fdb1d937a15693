/** What a page of webmail shows, as far as its address tells. */
export type WebmailPageKind =
  'mailbox' | 'message' | 'compose' | 'search' | 'attachment' | 'forwarding settings' | 'rules' | 'settings' | 'sign-in' | 'export';

/** One form of address. A table row: its examples and near misses are its test. */
export interface WebmailPage {
  readonly id: string;
  /** Whose webmail it is. */
  readonly service: string;
  readonly kind: WebmailPageKind;
  /** The host, in lower case; null for software that runs on any host. */
  readonly host: RegExp | null;
  /** What path, query and fragment together are like. Without ambiguous repetition: addresses are evidence. */
  readonly rest: RegExp;
  /** Where the form is known from. */
  readonly source: string;
  readonly examples: readonly string[];
  readonly nearMisses: readonly string[];
}
