import { bytesStep, type ContainerRef, type Diagnostic, type Locator } from '#model/index.ts';
import type { ReaderOutput } from '../reader.ts';

/** What is told of a log, a chunk or a record. @param locator where it is not the container itself */
export function trouble(
  container: ContainerRef,
  diagnostic: Pick<Diagnostic, 'code' | 'effect' | 'detail'>,
  locator: Locator = container.locator,
): ReaderOutput {
  return { kind: 'diagnostic', container, diagnostic: { ...diagnostic, stage: 'read', locator } };
}

/** Events that the log itself does not list are booked apart: they never were expected. */
export function recoveredContainer(log: Locator): ContainerRef {
  return { kind: 'recovered-items', locator: log };
}

export function bytesOfLog(log: Locator, offsetBytes: number, lengthBytes: number): Locator {
  return [...log, bytesStep(offsetBytes, lengthBytes)];
}
