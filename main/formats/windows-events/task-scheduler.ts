import { other, type EventFamily, type EventLookup, type EventMeaning, type Stated } from './meaning.ts';

function task({ value }: EventLookup): Stated {
  const user = value('UserContext') === '' ? value('UserName') : value('UserContext');
  return { ...(user === '' ? {} : { actor: user }), object: other(value('TaskName')) };
}

const change = (operation: string): EventMeaning => ({
  operation,
  action: 'task-change',
  strength: 'CHANGED',
  doesNotShow: 'It does not show what the task does, nor that it ran.',
  state: task,
});

const run = (operation: string, action: EventMeaning['action']): EventMeaning => ({
  operation,
  action,
  strength: 'RUN',
  doesNotShow: 'It does not show the arguments of the program, nor who made the task.',
  state: (lookup) => ({ ...task(lookup), process: { name: lookup.value('ActionName'), commandLine: '' } }),
});

/** Task Scheduler (channel `Microsoft-Windows-TaskScheduler/Operational`). */
export const taskEvents: EventFamily = {
  providers: ['microsoft-windows-taskscheduler'],
  channels: ['microsoft-windows-taskscheduler/operational'],
  events: {
    '106': change('Task registered'),
    '140': change('Task registration updated'),
    '141': change('Task registration deleted'),
    '200': run('Action started', 'process-start'),
    '201': run('Action completed', 'process-end'),
  },
};
