/**
 * What a report is made of: neutral blocks that each writer puts in its own form.
 * Text is plain; writers escape it. Nothing here knows HTML, CSV or files.
 */
export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly text: string; readonly anchor: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'facts'; readonly rows: readonly { readonly name: string; readonly value: string; readonly mono?: boolean }[] }
  | {
      readonly kind: 'table';
      readonly caption: string;
      readonly columns: readonly Column[];
      readonly rows: readonly (readonly string[])[];
      readonly emptyText: string;
    }
  | {
      readonly kind: 'finding';
      readonly number: number;
      readonly statement: string;
      readonly level: string;
      readonly facts: readonly { readonly name: string; readonly value: string }[];
      readonly citations: readonly CitationBlock[];
      readonly benign: readonly string[];
      readonly wouldProve: readonly string[];
    };

export interface Column {
  readonly title: string;
  readonly align: 'start' | 'end';
  readonly mono?: boolean;
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
