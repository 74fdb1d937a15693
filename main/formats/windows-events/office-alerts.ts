import { other, type EventFamily } from './meaning.ts';

/** Dialogs of Office (channel `OAlerts`); the provider has the version of Office in its name. */
export const officeAlerts: EventFamily = {
  providers: [],
  isProvider: (provider) => /^microsoft office \d{1,3} alerts$/.test(provider),
  channels: ['oalerts'],
  events: {
    '300': {
      operation: 'Dialog of Office',
      action: 'alert',
      strength: 'PRESENT',
      doesNotShow: 'It does not show what the person answered, nor who it was.',
      // Program, text of the dialog, number of the dialog, version.
      state: ({ value }) => ({ client: value('Data 1'), object: other(value('Data 2').slice(0, 500)) }),
    },
  },
};
