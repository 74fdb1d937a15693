import { other, type EventFamily, type EventLookup, type EventMeaning, type Stated } from './meaning.ts';

function operation({ value }: EventLookup): Stated {
  const user = value('User');
  const client = value('ClientMachine') === '' ? value('ClientMachineFQDN') : value('ClientMachine');
  return {
    ...(user === '' ? {} : { actor: user }),
    ...(client === '' ? {} : { client }),
    object: other(value('Operation') === '' ? value('Query') : value('Operation')),
  };
}

const subscription = (words: string): EventMeaning => ({
  operation: words,
  action: 'other',
  strength: 'CHANGED',
  doesNotShow: 'It does not show that the subscription ever fired.',
  state: ({ value }) => {
    const user = value('User');
    const name = [value('Query'), value('ESS'), value('CONSUMER')].find((text) => text !== '') ?? '';
    return { ...(user === '' ? {} : { actor: user }), object: other(name) };
  },
});

/** Windows Management Instrumentation (channel `Microsoft-Windows-WMI-Activity/Operational`). */
export const wmiEvents: EventFamily = {
  providers: ['microsoft-windows-wmi-activity'],
  channels: ['microsoft-windows-wmi-activity/operational'],
  events: {
    '5857': {
      operation: 'WMI provider started',
      action: 'image-load',
      strength: 'RUN',
      doesNotShow: 'It does not show which query made the provider start, nor who asked.',
      state: ({ value }) => ({
        process: { name: value('HostProcess'), commandLine: '', id: value('ProcessID') },
        object: { kind: 'file', name: value('ProviderPath') },
      }),
    },
    '5858': {
      operation: 'WMI operation failed',
      action: 'other',
      strength: 'ATTEMPTED',
      doesNotShow: 'It is written for operations that fail or give nothing; those that succeed leave no event.',
      state: operation,
    },
    '5859': subscription('WMI event filter was registered'),
    '5860': subscription('Temporary WMI event subscription was registered'),
    '5861': subscription('Permanent WMI event subscription was registered'),
  },
};
