import { accountName, other, type EventFamily, type EventLookup, type EventMeaning, type Stated } from './meaning.ts';

/** How far into a text its lines are looked at: `HostApplication` may hold a whole encoded script. */
const lookedAt = 64 * 1024;

/** The value of a line `Name=value` or `Name = value`; empty where there is none. */
function lineValue(text: string, name: string): string {
  for (const line of text.slice(0, lookedAt).split('\n')) {
    const trimmed = line.trim();
    const equals = trimmed.indexOf('=');
    if (equals > 0 && trimmed.slice(0, equals).trim() === name) return trimmed.slice(equals + 1).trim();
  }
  return '';
}

function moduleLogging({ value }: EventLookup): Stated {
  const context = value('ContextInfo');
  const user = lineValue(context, 'User');
  const session = lineValue(context, 'Runspace ID');
  return {
    ...(user === '' ? {} : { actor: user }),
    ...(session === '' ? {} : { session }),
    process: { name: lineValue(context, 'Host Name'), commandLine: lineValue(context, 'Host Application') },
    object: other(lineValue(context, 'Command Name')),
  };
}

function scriptBlock({ value }: EventLookup): Stated {
  const path = value('Path');
  return { object: path === '' ? other(`script block ${value('ScriptBlockId')}`) : { kind: 'file', name: path } };
}

/** PowerShell 5 and later (Microsoft, "about_Logging_Windows"). */
export const powerShellOperational: EventFamily = {
  providers: ['microsoft-windows-powershell', 'powershellcore'],
  channels: ['microsoft-windows-powershell/operational', 'powershellcore/operational'],
  events: {
    '4103': {
      operation: 'Executing pipeline',
      action: 'script',
      strength: 'RUN',
      doesNotShow: 'It does not show whether the command had the effect it was meant to have.',
      state: moduleLogging,
    },
    '4104': {
      operation: 'Creating Scriptblock text',
      action: 'script',
      strength: 'RUN',
      doesNotShow:
        'It shows that the text was compiled, not that each of its commands was executed. A long script stands in several events, which ScriptBlockId, MessageNumber and MessageTotal join.',
      state: scriptBlock,
    },
  },
};

/** The third datum of events of the engine is a list of lines `Name=value`. */
function engine({ value }: EventLookup): Stated {
  const details = value('Data 3');
  const session = lineValue(details, 'HostId');
  return {
    ...(session === '' ? {} : { session }),
    process: { name: lineValue(details, 'HostName'), commandLine: lineValue(details, 'HostApplication') },
    object: other(lineValue(details, 'ScriptName')),
  };
}

const engineEvent = (operation: string, action: EventMeaning['action']): EventMeaning => ({
  operation,
  action,
  strength: 'RUN',
  doesNotShow: 'It does not show which commands were executed, nor by whom.',
  state: engine,
});

/** The older log `Windows PowerShell`. */
export const powerShellEngine: EventFamily = {
  providers: ['powershell'],
  channels: ['windows powershell'],
  events: {
    '400': engineEvent('Engine state is changed to Available', 'process-start'),
    '403': engineEvent('Engine state is changed to Stopped', 'process-end'),
    '600': engineEvent('Provider is started', 'script'),
    '800': {
      ...engineEvent('Pipeline execution details', 'script'),
      state: ({ value }) => {
        const user = lineValue(value('Data 2'), 'UserId');
        return {
          ...(user === '' ? {} : { actor: accountName('', user) }),
          process: { name: lineValue(value('Data 2'), 'HostName'), commandLine: lineValue(value('Data 2'), 'HostApplication') },
          object: other(value('Data 1').slice(0, 500)),
        };
      },
    },
  },
};
