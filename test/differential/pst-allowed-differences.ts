/** What is compared: whether both find a message, and what they say of it. */
export type Column = 'presence' | 'subject' | 'submitted' | 'headers' | 'attachments' | 'attachedMessages';

/** A difference between this program and pst-extractor 1.12.0 that has its reason. */
export interface AllowedDifference {
  /** The store's file name. */
  readonly store: string;
  readonly column: Column;
  /** How many messages differ. */
  readonly messages: number;
  readonly reason: string;
}

export const allowedDifferences: readonly AllowedDifference[] = [
  {
    store: 'pstextractortest@outlook.com.ost',
    column: 'presence',
    messages: 136,
    reason: 'pst-extractor stops early in a folder of 160 items; the node B-tree holds all 183 messages.',
  },
  {
    store: 'pstextractortestpdf@outlook.com.ost',
    column: 'presence',
    messages: 136,
    reason: 'pst-extractor stops early in a folder of 160 items; the node B-tree holds all 162 messages.',
  },
  {
    store: 'contacts97-2002.pst',
    column: 'presence',
    messages: 1,
    reason: 'pst-extractor cannot open this ANSI store; the node B-tree holds one message.',
  },
];
