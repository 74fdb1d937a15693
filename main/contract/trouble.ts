/**
 * Expected trouble of a call, told so that the examiner can act: what happened, what was kept, what to do.
 * Crosses the transport as plain values.
 */
export interface TroubleText {
  readonly code: string;
  readonly happened: string;
  readonly kept: string;
  readonly todo: string;
}

/** Thrown by a handler for expected trouble; everything else that is thrown is a bug and reported as such. */
export class Trouble extends Error {
  override readonly name = 'Trouble';
  readonly text: TroubleText;
  constructor(text: TroubleText) {
    super(text.happened);
    this.text = text;
  }
}
