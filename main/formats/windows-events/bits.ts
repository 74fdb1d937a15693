import type { EventFamily, EventMeaning } from './meaning.ts';

const transfer = (operation: string): EventMeaning => ({
  operation,
  action: 'network-connection',
  strength: 'RUN',
  doesNotShow: 'It does not show in which direction bytes went, nor which program gave the job to the service.',
  state: ({ value }) => ({ object: { kind: 'address', name: value('url') }, client: value('name') }),
});

/** Background Intelligent Transfer Service (channel `Microsoft-Windows-Bits-Client/Operational`). */
export const bitsEvents: EventFamily = {
  providers: ['microsoft-windows-bits-client'],
  channels: ['microsoft-windows-bits-client/operational'],
  events: {
    '59': transfer('BITS started the transfer job'),
    '60': transfer('BITS stopped transferring the job'),
  },
};
