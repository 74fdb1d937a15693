import type { AccessEventClaims, ClaimedTime } from '#model/index.ts';

/** One entry of a log, whichever form it was written in. */
export interface LogEntry {
  readonly time: ClaimedTime | null;
  readonly precision: AccessEventClaims['precision'];
  /** The machine that wrote it; empty where it is not stated. */
  readonly host: string;
  /** The program as it calls itself: `postfix/smtp`, `sshd`; empty where it is not stated. */
  readonly program: string;
  readonly processId: string;
  readonly message: string;
  /** The identifier that the log gives the entry; empty where it gives none. */
  readonly id: string;
  /** What the form lacks, in a sentence; empty when nothing. */
  readonly lacks: string;
  /** Whose clock the time is of, in words; that of the server where it is absent. */
  readonly clock?: string;
}

/** What a service says in an entry. */
export type Meaning =
  | { readonly kind: 'event'; readonly claimed: AccessEventClaims }
  /** It tells something of other entries, which say it with theirs: sender, message identifier, client. */
  | { readonly kind: 'joined' }
  /** Of mail and log-ins it says nothing. */
  | { readonly kind: 'nothing' };

export const joined: Meaning = { kind: 'joined' };
export const nothing: Meaning = { kind: 'nothing' };

/** A program whose entries are understood. */
export interface LoggedService {
  /** For people: `Postfix`. */
  readonly title: string;
  /** Tells by its name in lower case whether an entry is of it. */
  knows(program: string): boolean;
  /** Understands an entry; never throws on any. */
  understand(entry: LogEntry, memory: TransactionMemory): Meaning;
}

/** What was said of one message or session before it is delivered or ends. */
export interface Transaction {
  sender?: string;
  messageId?: string;
  client?: string;
  address?: string;
  account?: string;
  /** The queue identifier of the message that this one was made of. */
  forwardedFrom?: string;
}

/** Transactions by identifier, so many that memory is bounded: the one that was asked for longest ago is forgotten first. */
export class TransactionMemory {
  readonly #held = new Map<string, Transaction>();
  readonly #most: number;
  /** How many were forgotten before they ended. */
  forgotten = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** What is known of a transaction; kept from now on. */
  of(entry: LogEntry, id: string): Transaction {
    const key = `${entry.host.slice(0, 200)} ${id}`;
    const known = this.#held.get(key) ?? {};
    this.#held.delete(key);
    this.#held.set(key, known);
    if (this.#held.size > this.#most) {
      const oldest = this.#held.keys().next();
      if (oldest.done !== true) this.#held.delete(oldest.value);
      this.forgotten += 1;
    }
    return known;
  }

  /** Forgets a transaction that has ended. */
  end(entry: LogEntry, id: string): void {
    this.#held.delete(`${entry.host.slice(0, 200)} ${id}`);
  }
}
