import type { Limits, MapiProperty, MessageBodies } from '#model/index.ts';
import type { Troubles } from '../mime/troubles.ts';
import type { AttachedContainer } from './attachments.ts';
import { readBodies } from './bodies.ts';
import { codepageOf } from './item-codepage.ts';
import { propertyBag } from './property-bag.ts';
import { recordedValues } from './recorded-values.ts';

/** What a message states that a TNEF container may add to. */
export interface OwnClaims {
  readonly properties: readonly MapiProperty[];
  readonly bodies: MessageBodies;
}

/** What the owner of a mailbox did with a message (PidTagLastVerbExecuted and its time): a container has that of its sender. */
const ofTheOwner: ReadonlySet<number> = new Set([0x1081, 0x1082]);

/**
 * Adds what the TNEF containers attached to a message state: properties that the message itself lacks, and a body where it has
 * none. Each time that is told, for anybody may attach the container of another message.
 */
export function addFromContainers(
  own: OwnClaims,
  containers: readonly AttachedContainer[],
  limits: Pick<Limits, 'bodyBytes'>,
  troubles: Troubles,
): OwnClaims {
  let { properties, bodies } = own;
  for (const { item, name } of containers) {
    const codepage = codepageOf(item, null);
    const bag = propertyBag(item.properties, codepage);
    const known = new Set(properties.map(({ tag }) => idOf(tag)));
    const added = recordedValues(bag, codepage).filter(({ tag }) => !known.has(idOf(tag)) && !ofTheOwner.has(idOf(tag)));
    properties = [...properties, ...added];
    const body = isEmpty(bodies) ? readBodies(item, bag, codepage, limits, troubles) : null;
    bodies = body === null || isEmpty(body) ? bodies : body;
    const taken = [...added.map((property) => property.name), ...(bodies === body ? ['the body'] : [])];
    if (taken.length === 0) continue;
    const detail = `The message itself lacks what its attachment ${JSON.stringify(name)} (TNEF) states; taken from there: ${taken.join(', ')}.`;
    troubles.add('message-rejoined', 'noted', detail);
  }
  return { properties, bodies };
}

function idOf(tag: number): number {
  return Math.floor(tag / 0x10000);
}

function isEmpty({ text, html }: MessageBodies): boolean {
  return (text ?? '').trim() === '' && (html ?? '').trim() === '';
}
