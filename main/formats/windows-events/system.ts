import { accountIn, other, type EventFamily, type EventLookup, type EventMeaning, type Stated } from './meaning.ts';

const clearedShows = 'It does not show what the log held before.';

function cleared(lookup: EventLookup): Stated {
  const actor = accountIn(lookup, 'Subject');
  const { value, event } = lookup;
  return {
    ...(actor === '' ? {} : { actor }),
    ...(value('SubjectLogonId') === '' ? {} : { session: value('SubjectLogonId') }),
    object: other(value('Channel') === '' ? event.system.channel : value('Channel')),
  };
}

/** The event log service itself: in the channel Security 1102, in the channel System 104. */
export const eventLogEvents: EventFamily = {
  providers: ['microsoft-windows-eventlog'],
  channels: [],
  events: {
    '1102': {
      operation: 'The audit log was cleared',
      action: 'log-cleared',
      strength: 'CHANGED',
      doesNotShow: clearedShows,
      state: cleared,
    },
    '104': { operation: 'The log file was cleared', action: 'log-cleared', strength: 'CHANGED', doesNotShow: clearedShows, state: cleared },
  },
};

const service = (operation: string, name: string): EventMeaning => ({
  operation,
  action: 'service-change',
  strength: 'CHANGED',
  doesNotShow: 'It does not show what the service did, nor who asked for the change where no account is named.',
  state: ({ value }) => ({ account: value('AccountName'), object: other(value(name)) }),
});

/** The Service Control Manager, in the channel System. */
export const serviceEvents: EventFamily = {
  providers: ['service control manager'],
  channels: [],
  events: {
    '7045': service('A service was installed in the system', 'ServiceName'),
    '7036': service('A service entered another state', 'param1'),
    '7040': service('The start type of a service was changed', 'param1'),
  },
};
