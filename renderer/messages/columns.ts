import type { MessageQuery } from '#renderer/case/case-view.ts';

/** A column of the list of messages. */
export interface MessageColumn {
  readonly id: 'mark' | 'from' | 'to' | 'subject' | 'state' | 'attachments' | 'date' | 'size' | 'folder';
  readonly title: string;
  /** What a click on the head sorts by; null where the list cannot be sorted so. */
  readonly sort: MessageQuery['sort'] | null;
}

/** The columns in their order; narrow lists leave out `to`, `folder` and `size`. */
export const messageColumns: readonly MessageColumn[] = [
  { id: 'mark', title: 'Findings', sort: null },
  { id: 'from', title: 'From', sort: 'from' },
  { id: 'to', title: 'To', sort: null },
  { id: 'subject', title: 'Subject', sort: 'subject' },
  { id: 'state', title: 'State', sort: null },
  { id: 'attachments', title: 'Attachments', sort: null },
  { id: 'date', title: 'Date', sort: 'date' },
  { id: 'size', title: 'Size', sort: 'size' },
  { id: 'folder', title: 'Folder', sort: 'folder' },
];
