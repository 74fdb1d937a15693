import type { CaseFile, IngestProgress } from '#contract/index.ts';
import { levelsFromHighest, sharedEvidence, sharedEvidenceText } from '#model/index.ts';
import type { DiagnosticCount, FindingGroup, IngestState, StoredAccount } from '#renderer/case/case-view.ts';
import type { Place } from '#renderer/navigation/place.ts';
import { sentence, type Piece, type Sentence } from '#renderer/ui/sentence.ts';
import { caseDay } from '#renderer/ui/times.ts';
import { counted, grouped, listed } from '#renderer/ui/words.ts';

/** What the case holds, as the overview needs it. */
export interface Facts {
  readonly caseFile: CaseFile;
  readonly states: readonly IngestState[];
  readonly jobs: readonly IngestProgress[];
  readonly accounts: readonly StoredAccount[];
  readonly diagnosticCounts: readonly DiagnosticCount[];
  readonly groups: readonly FindingGroup[];
  /** Messages in the case. */
  readonly messages: number;
}

/** A question of the examiner with the sentences that answer it. */
export interface Answer {
  readonly id: 'forwarded' | 'else' | 'complete' | 'review';
  readonly question: string;
  readonly sentences: readonly Sentence<Place>[];
}

const shownDestinations = 5;

/** Answers the first questions of an examination from what the case holds now. */
export function answersOf(facts: Facts): readonly Answer[] {
  return [
    { id: 'forwarded', question: 'Was mail forwarded?', sentences: forwarded(facts) },
    ...(facts.groups.every(isOfForwarding)
      ? []
      : [{ id: 'else' as const, question: 'What else was found of access to mail?', sentences: foundElse(facts) }]),
    { id: 'complete', question: 'What was read, and what not?', sentences: completeness(facts) },
    { id: 'review', question: 'What needs review next?', sentences: review(facts) },
  ];
}

/** Forwarding and what shows it; what else is found is access to mail, and changes of who has it. */
function isOfForwarding({ ruleId, technique }: FindingGroup): boolean {
  return ruleId.startsWith('forwarding.') || technique === 'T1114.003';
}

function foundElse({ groups, caseFile }: Facts): readonly Sentence<Place>[] {
  return groupSentences(
    groups.filter((group) => !isOfForwarding(group)),
    caseFile.zone,
  );
}

function forwarded({ groups: all, accounts, caseFile, messages }: Facts): readonly Sentence<Place>[] {
  const groups = all.filter(isOfForwarding);
  if (messages === 0 && accounts.length === 0 && all.length === 0) return [sentence('Nothing has been read yet.')];
  if (groups.length === 0) {
    return [
      sentence(
        `No artifact of forwarding was found in ${messages === 0 ? 'what was read, which holds no messages' : counted(messages, 'message')}. That is no proof that nothing was forwarded: forwarding on a server may leave no trace in the mailbox.`,
      ),
    ];
  }
  const sentences = [...groupSentences(groups, caseFile.zone)];
  const destinations = destinationsOf(groups);
  if (destinations.length > 0) sentences.push(destinationSentence(destinations));
  return sentences;
}

/** How many findings of how many kinds, and each kind. */
function groupSentences(groups: readonly FindingGroup[], zone: string): readonly Sentence<Place>[] {
  const count = sum(groups, (group) => group.count);
  const firsts = groups.map((group) => group.first).filter((time) => time !== null);
  const lasts = groups.map((group) => group.last).filter((time) => time !== null);
  const between =
    firsts.length === 0
      ? [', none of which states a time that could be understood']
      : [
          ', with times from ',
          day(Math.min(...firsts), zone),
          ' to ',
          day(Math.max(...lasts), zone),
          ` as their records state them (${zone})`,
        ];
  return [
    sentence<Place>(
      link(counted(count, 'finding'), { screen: 'findings', ruleId: null, findingId: null }),
      ` of ${counted(groups.length, 'kind')}`,
      ...between,
      '.',
    ),
    ...byLevel(groups).map((group) => groupSentence(group, zone)),
  ];
}

function groupSentence(group: FindingGroup, zone: string): Sentence<Place> {
  const interval: readonly (string | Piece<Place>)[] =
    group.first === null || group.last === null
      ? []
      : group.count === 1
        ? [', ', day(group.first, zone)]
        : [', first ', day(group.first, zone), ', last ', day(group.last, zone)];
  return sentence<Place>(
    { kind: 'level', text: group.level },
    '  ',
    link(group.title, { screen: 'findings', ruleId: group.ruleId, findingId: null }),
    `: ${counted(group.count, 'finding')}`,
    ...interval,
    '.',
  );
}

function destinationSentence(destinations: readonly { readonly address: string; readonly count: number }[]): Sentence<Place> {
  const parts: (string | Piece<Place>)[] = [destinations.length === 1 ? 'The one destination named is ' : 'The destinations named are '];
  const shown = destinations.slice(0, shownDestinations);
  shown.forEach(({ address, count }, index) => {
    if (index > 0) parts.push(index === shown.length - 1 && destinations.length <= shownDestinations ? ' and ' : ', ');
    parts.push({ kind: 'mono', text: address }, ` (${grouped(count)})`);
  });
  parts.push(destinations.length > shownDestinations ? ` and ${counted(destinations.length - shownDestinations, 'other')}.` : '.');
  return sentence(...parts);
}

/** The destinations of all groups with the number of findings that name each, most named first. */
export function destinationsOf(groups: readonly FindingGroup[]): readonly { readonly address: string; readonly count: number }[] {
  const counts = new Map<string, number>();
  for (const { destinations } of groups) {
    for (const { address, count } of destinations) counts.set(address, (counts.get(address) ?? 0) + count);
  }
  return [...counts].map(([address, count]) => ({ address, count })).sort((a, b) => b.count - a.count || (a.address < b.address ? -1 : 1));
}

function completeness({ caseFile, states, jobs, accounts, diagnosticCounts, messages }: Facts): readonly Sentence<Place>[] {
  const sentences: Sentence<Place>[] = [];
  const all: Place = { screen: 'evidence', evidenceId: null, tab: 'completeness' };
  const items = caseFile.evidence;
  const stateOf = new Map(states.map((state) => [state.evidenceId, state.state]));
  const running = new Set(jobs.filter(({ phase }) => phase === 'reading' || phase === 'paused').map((job) => job.evidenceId));
  const done = items.filter((item) => stateOf.get(item.evidenceId) === 'done' && !running.has(item.evidenceId));
  sentences.push(
    sentence(
      link(`${grouped(done.length)} of ${counted(items.length, 'evidence item')}`, all),
      ` ${done.length === 1 ? 'was' : 'were'} read to the end; the case holds ${counted(messages, 'message')}.`,
    ),
  );
  for (const item of items.filter((each) => !done.includes(each))) {
    const what = running.has(item.evidenceId)
      ? ' is being read now.'
      : stateOf.get(item.evidenceId) === 'partial'
        ? ' was read in part; its reading can be resumed.'
        : ' has not been read yet.';
    sentences.push(sentence(link(item.evidenceId, { screen: 'evidence', evidenceId: item.evidenceId, tab: 'completeness' }), what));
  }
  const expected = sum(accounts, ({ account }) => account.expected);
  const failed = sum(accounts, ({ account }) => account.failed);
  const recovered = sum(accounts, ({ account }) => account.recovered);
  if (accounts.length > 0) {
    sentences.push(
      failed === 0
        ? sentence(`All ${counted(expected, 'expected item')} in ${counted(accounts.length, 'container')} became records.`)
        : sentence(
            `${grouped(failed)} of ${counted(expected, 'expected item')} could not be read; the others are in the case. `,
            link(`Show the ${grouped(failed)}`, { screen: 'evidence', evidenceId: null, tab: 'diagnostics', effect: 'item-lost' }),
            '.',
          ),
    );
  }
  if (recovered > 0)
    sentences.push(sentence(`${counted(recovered, 'item')} beyond the expected ones ${recovered === 1 ? 'was' : 'were'} recovered.`));
  sentences.push(...sharedEvidence(items).map((shared) => sentence<Place>(sharedEvidenceText(shared))));
  // Of several searches of one place the latest, so that nothing counts twice.
  const searches = new Map((caseFile.searches ?? []).map((search) => [search.root, search]));
  for (const { root, unreadable } of searches.values()) {
    if (unreadable === 0) continue;
    sentences.push(
      sentence(
        'The search of ',
        { kind: 'mono', text: root },
        ` found ${counted(unreadable, 'mail profile or store', 'mail profiles or stores')} that cannot be read; the report lists ${unreadable === 1 ? 'it' : 'them'}.`,
      ),
    );
  }
  const diagnostics = sum(diagnosticCounts, (each) => each.count);
  if (diagnostics > 0) sentences.push(diagnosticSentence(diagnostics, diagnosticCounts));
  return sentences;
}

function diagnosticSentence(diagnostics: number, counts: Facts['diagnosticCounts']): Sentence<Place> {
  const effects = new Map<string, number>();
  for (const { effect, count } of counts) effects.set(effect, (effects.get(effect) ?? 0) + count);
  const words = (
    [
      ['item-lost', 'item lost', 'items lost'],
      ['field-lost', 'field lost', 'fields lost'],
      ['limit-reached', 'limit reached', 'limits reached'],
      ['recovered', 'overcome', 'overcome'],
      ['noted', 'noted', 'noted'],
    ] as const
  )
    .filter(([effect]) => (effects.get(effect) ?? 0) > 0)
    .map(([effect, one, many]) => counted(effects.get(effect) ?? 0, one, many));
  return sentence(
    link(counted(diagnostics, 'diagnostic'), { screen: 'evidence', evidenceId: null, tab: 'diagnostics' }),
    ` ${diagnostics === 1 ? 'tells' : 'tell'} of trouble in processing: ${listed(words)}.`,
  );
}

function review({ groups, caseFile }: Facts): readonly Sentence<Place>[] {
  const sentences: Sentence<Place>[] = [];
  const count = sum(groups, (group) => group.count);
  const open = sum(groups, (group) => group.open);
  if (count === 0) sentences.push(sentence('There are no findings to review.'));
  else if (open === 0) {
    sentences.push(
      sentence(`All ${counted(count, 'finding')} have been reviewed. The `, link('report', { screen: 'report' }), ' can be exported.'),
    );
  } else {
    const next = byLevel(groups).find((group) => group.open > 0);
    sentences.push(sentence(`${grouped(open)} of ${counted(count, 'finding')} ${open === 1 ? 'is' : 'are'} still open.`));
    if (next !== undefined) {
      sentences.push(
        sentence(
          'Begin with ',
          link(next.title, { screen: 'findings', ruleId: next.ruleId, findingId: null }),
          `: ${grouped(next.open)} open, level ${next.level}.`,
        ),
      );
    }
  }
  const nameless = caseFile.evidence.filter((item) => item.custodian.trim() === '');
  const first = nameless[0];
  if (first !== undefined) {
    sentences.push(
      sentence(
        `${counted(nameless.length, 'evidence item')} ${nameless.length === 1 ? 'names' : 'name'} no custodian: `,
        link(listed(nameless.slice(0, 4).map((item) => item.evidenceId)), {
          screen: 'evidence',
          evidenceId: first.evidenceId,
          tab: 'custody',
        }),
        nameless.length > 4 ? ' and others.' : '.',
      ),
    );
  }
  return sentences;
}

/** The groups with what matters most first, in the order of the rules within a level. */
function byLevel(groups: readonly FindingGroup[]): readonly FindingGroup[] {
  const levels: readonly string[] = levelsFromHighest;
  return groups.toSorted((one, other) => levels.indexOf(one.level) - levels.indexOf(other.level));
}

function day(milliseconds: number, zone: string): Piece<Place> {
  return { kind: 'time', text: caseDay(milliseconds, zone) };
}

function link(text: string, target: Place): Piece<Place> {
  return { kind: 'link', text, target };
}

function sum<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((total, value) => total + of(value), 0);
}
