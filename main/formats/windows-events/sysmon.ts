import { file, other, portOf, type EventFamily, type EventLookup, type EventMeaning, type Stated } from './meaning.ts';

function process({ value }: EventLookup): Stated {
  const parent = value('ParentImage');
  const session = value('LogonId');
  const user = value('User');
  return {
    ...(user === '' ? {} : { actor: user }),
    ...(session === '' ? {} : { session }),
    process: {
      name: value('Image'),
      commandLine: value('CommandLine'),
      id: value('ProcessId'),
      ...(parent === '' ? {} : { parent }),
    },
  };
}

const on =
  (field: string) =>
  (lookup: EventLookup): Stated => ({ ...process(lookup), object: file(lookup.value(field)) });

function network(lookup: EventLookup): Stated {
  const { value } = lookup;
  return {
    ...process(lookup),
    address: value('SourceIp'),
    peer: { host: value('DestinationHostname'), address: value('DestinationIp'), port: portOf(value('DestinationPort')) },
    object: { kind: 'address', name: value('DestinationHostname') === '' ? value('DestinationIp') : value('DestinationHostname') },
  };
}

/** One process acts on another: who acts is `Source…`, in newer versions with users of both. */
function betweenProcesses({ value }: EventLookup): Stated {
  const user = value('SourceUser');
  return {
    ...(user === '' ? {} : { actor: user }),
    account: value('TargetUser'),
    process: { name: value('SourceImage'), commandLine: '', id: value('SourceProcessId') },
    object: file(value('TargetImage')),
  };
}

const registry = (operation: string): EventMeaning => ({
  operation,
  action: 'registry-change',
  strength: 'CHANGED',
  doesNotShow: 'It does not show the value that was there before.',
  state: (lookup) => ({ ...process(lookup), object: { kind: 'setting', name: lookup.value('TargetObject') } }),
});

const deletion = (operation: string): EventMeaning => ({
  operation,
  action: 'file-delete',
  strength: 'CHANGED',
  doesNotShow: 'It does not show what the file held beyond its hashes.',
  state: on('TargetFilename'),
});

/** Sysmon (Microsoft Sysinternals, "Sysmon", list of events). Its configuration decides what it writes at all. */
export const sysmonEvents: EventFamily = {
  providers: ['microsoft-windows-sysmon'],
  channels: ['microsoft-windows-sysmon/operational'],
  events: {
    '1': {
      operation: 'Process Create',
      action: 'process-start',
      strength: 'RUN',
      doesNotShow: 'It does not show what the program did, nor that a person started it.',
      state: (lookup) => ({ ...process(lookup), object: file(lookup.value('Image')) }),
    },
    '2': {
      operation: 'File creation time changed',
      action: 'file-write',
      strength: 'CHANGED',
      doesNotShow: 'It does not show why: unpacking and copying programs set times as well.',
      state: on('TargetFilename'),
    },
    '3': {
      operation: 'Network connection detected',
      action: 'network-connection',
      strength: 'RUN',
      doesNotShow: 'It does not show what was sent or received, nor how much.',
      state: network,
    },
    '5': {
      operation: 'Process terminated',
      action: 'process-end',
      strength: 'RUN',
      doesNotShow: 'It does not show what the program did.',
      state: on('Image'),
    },
    '6': {
      operation: 'Driver loaded',
      action: 'image-load',
      strength: 'RUN',
      doesNotShow: 'It does not show who installed the driver.',
      state: ({ value }) => ({ object: file(value('ImageLoaded')) }),
    },
    '7': {
      operation: 'Image loaded',
      action: 'image-load',
      strength: 'RUN',
      doesNotShow: 'It does not show that code of the module did anything.',
      state: on('ImageLoaded'),
    },
    '8': {
      operation: 'CreateRemoteThread detected',
      action: 'other',
      strength: 'RUN',
      doesNotShow: 'It does not show what the thread did; debuggers and security software create such threads as well.',
      state: betweenProcesses,
    },
    '10': {
      operation: 'Process accessed',
      action: 'other',
      strength: 'OPENED',
      doesNotShow: 'It does not show that memory of the process was read, only with which rights it was opened.',
      state: betweenProcesses,
    },
    '11': {
      operation: 'File created',
      action: 'file-create',
      strength: 'CHANGED',
      doesNotShow: 'It does not show what was written, and says the same of a file that was overwritten.',
      state: on('TargetFilename'),
    },
    '12': registry('Registry object added or deleted'),
    '13': registry('Registry value set'),
    '14': registry('Registry object renamed'),
    '15': {
      operation: 'File stream created',
      action: 'file-create',
      strength: 'CHANGED',
      doesNotShow: 'It does not show that the file was opened later.',
      state: on('TargetFilename'),
    },
    '22': {
      operation: 'Dns query',
      action: 'name-query',
      strength: 'RUN',
      doesNotShow: 'It does not show that a connection was made.',
      state: (lookup) => ({ ...process(lookup), object: { kind: 'address', name: lookup.value('QueryName') } }),
    },
    '23': deletion('File Delete archived'),
    '26': deletion('File Delete logged'),
    '16': {
      operation: 'Sysmon config state changed',
      action: 'setting-change',
      strength: 'CHANGED',
      doesNotShow: 'It does not show what the configuration left out before and after.',
      state: ({ value }) => ({ object: other(value('Configuration')) }),
    },
  },
};
