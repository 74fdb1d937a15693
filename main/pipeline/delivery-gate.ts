/** Lets batches through: as many as the receiver granted, none while paused, none after a cancel. */
export interface DeliveryGate {
  grant(batches: number): void;
  pause(): void;
  continue(): void;
  /** Opens for good; `pass` then says so. */
  cancel(): void;
  readonly isCancelled: boolean;
  /** Waits until a batch may pass and spends its grant. */
  pass(): Promise<'pass' | 'cancelled'>;
}

/**
 * Makes a gate.
 * @param granted batches that may pass at first; `Infinity` where the receiver holds back by other means
 */
export function deliveryGate(granted: number): DeliveryGate {
  let credit = granted;
  let isPaused = false;
  let isCancelled = false;
  let onChange: () => void = () => undefined;
  const change = (apply: () => void) => () => {
    apply();
    onChange();
  };
  return {
    grant(batches) {
      credit += batches;
      onChange();
    },
    pause: change(() => (isPaused = true)),
    continue: change(() => (isPaused = false)),
    cancel: change(() => (isCancelled = true)),
    get isCancelled() {
      return isCancelled;
    },
    async pass() {
      while (!isCancelled && (isPaused || credit < 1)) {
        await new Promise<void>((resolve) => {
          onChange = resolve;
        });
      }
      if (isCancelled) return 'cancelled';
      credit -= 1;
      return 'pass';
    },
  };
}
