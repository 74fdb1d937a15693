import type { NumberedSection } from './section.ts';

/** The words of this report. */
export const glossary: NumberedSection = {
  title: 'Words used',
  anchor: 'glossary',
  blocks: () => [
    {
      kind: 'facts',
      rows: [
        {
          name: 'Acquisition hash',
          value: 'A hash over the bytes of an evidence item, computed when it was added to the case. Any change of the bytes changes it.',
        },
        { name: 'Artifact', value: 'A trace in the evidence that a program or person left.' },
        {
          name: 'Citation',
          value: 'Names what a statement rests on: exhibit, locator, record, field and, where there is one, the run of bytes.',
        },
        { name: 'Container', value: 'What holds items: a folder of a store, an mbox file, a directory.' },
        { name: 'Diagnostic', value: 'A trouble met while reading the evidence. Never a finding.' },
        { name: 'Evidence item, exhibit', value: 'A file or folder added to the case, numbered EX-001 and so on.' },
        {
          name: 'Find',
          value:
            'A mail profile, message store or setting that a search for mail profiles recognised. Not a finding: to recognise it no mail was read.',
        },
        { name: 'Finding', value: "A rule's cited statement about a record. Not a conclusion: that is the examiner's." },
        {
          name: 'Level',
          value:
            'high: no common cause other than forwarding leaves the artifact. medium: it proves a mechanism that also touches mail which was not forwarded. low: ordinary use leaves it too. informational: ordinary use leaves it as a rule.',
        },
        {
          name: 'Locator',
          value:
            'The steps from the exhibit to the record, e.g. file:Inbox|bytes:1042+2310: the file Inbox, 2,310 bytes from byte 1,042 on.',
        },
        { name: 'Record', value: 'A message, file, rule, account, setting or event read from the evidence.' },
        {
          name: 'Recovered',
          value: 'Read although deleted (still referenced), orphaned (linked from nowhere) or carved (from unreferenced space).',
        },
        {
          name: 'Strength',
          value:
            'STATES: the artifact says so in words. INDICATES: it is left by such a mechanism and by few others. CONSISTENT WITH: it is left by such a mechanism among several.',
        },
        { name: 'Transport headers', value: 'The lines before a message that servers and clients write, also those on its way.' },
        { name: 'Verification', value: 'Hashing an evidence item again and comparing with the acquisition hash.' },
      ],
    },
  ],
};
