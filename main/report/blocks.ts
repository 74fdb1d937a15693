/**
 * What a report is made of: neutral blocks that each writer puts in its own form.
 * Text is plain; writers escape it. Nothing here knows HTML, CSV or files.
 */
export type Block =
  | CoverBlock
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly text: string; readonly anchor: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  /** A sentence that the reader must not miss: something is left out, incomplete or unverified. */
  | { readonly kind: 'notice'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | FactsBlock
  | TableBlock
  | FindingBlock
  | ReasonsBlock
  /** Lines to sign on: what each is for. */
  | { readonly kind: 'signature'; readonly lines: readonly string[] };

export interface CoverBlock {
  readonly kind: 'cover';
  readonly title: string;
  readonly subtitle: string;
  /** `Draft` or `Final`. */
  readonly status: string;
  readonly facts: readonly Fact[];
}

export interface FactsBlock {
  readonly kind: 'facts';
  readonly rows: readonly Fact[];
}

/** A name and a value; `mono` for hashes, addresses in headers, paths and bytes. */
export interface Fact {
  readonly name: string;
  readonly value: string;
  readonly mono?: boolean;
  /** Where facts stand in two columns, this one takes both. */
  readonly isWide?: boolean;
}

export interface TableBlock {
  readonly kind: 'table';
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
  /** What stands there when the table has no rows. */
  readonly emptyText: string;
}

export interface Column {
  readonly title: string;
  readonly align: 'start' | 'end';
  readonly mono?: boolean;
  /** For short words that must not be broken: a level, an exhibit, a day. */
  readonly isNarrow?: boolean;
}

export interface FindingBlock {
  readonly kind: 'finding';
  readonly number: number;
  readonly anchor: string;
  readonly statement: string;
  /** `high`, `medium`, `low` or `informational`. */
  readonly level: string;
  readonly facts: readonly Fact[];
  readonly citations: readonly CitationBlock[];
  /** Explanations and proofs of this finding beyond those that its rule's heading gives. */
  readonly reasons: readonly Reasons[];
}

/** Lists that are read beside each other: what else would explain findings, and what would prove them. */
export interface ReasonsBlock {
  readonly kind: 'reasons';
  readonly lists: readonly Reasons[];
}

export interface Reasons {
  readonly title: string;
  readonly items: readonly string[];
}

export interface CitationBlock {
  readonly exhibit: string;
  readonly locator: string;
  readonly recordId: string;
  readonly field: string;
  readonly bytes: string;
  readonly excerpt: string;
}

export interface Report {
  readonly title: string;
  readonly language: 'en';
  readonly blocks: readonly Block[];
}
