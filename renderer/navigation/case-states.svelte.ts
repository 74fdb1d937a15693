import type { Citation, EvidenceId, RecordId } from '#model/index.ts';
import { wholeTimeline } from '#renderer/access/words.ts';
import { accessState, type AccessState } from '#renderer/access/state.svelte.ts';
import { analysisScreenState, type AnalysisScreenState } from '#renderer/analysis/state.svelte.ts';
import type { CaseView, FactKind, OtherRecord, StoredFinding } from '#renderer/case/case-view.ts';
import { evidenceState, type EvidenceState } from '#renderer/evidence/state.svelte.ts';
import { findingsState, type FindingsState } from '#renderer/findings/state.svelte.ts';
import { forwardingState, type ForwardingState } from '#renderer/forwarding/state.svelte.ts';
import { messageState, namingText, type MessageState } from '#renderer/message/state.svelte.ts';
import { recordsState, type RecordsState } from '#renderer/records/state.svelte.ts';
import { messagesState, type MessagesState } from '#renderer/messages/state.svelte.ts';
import { wholeCase } from '#renderer/messages/query.ts';
import { overviewState, type OverviewState } from '#renderer/overview/state.svelte.ts';
import { profilesState, type ProfilesState } from '#renderer/profiles/state.svelte.ts';
import { reportState, type ReportState } from '#renderer/report/state.svelte.ts';
import { noticesKept, type Notices } from './notices.svelte.ts';
import { homeOf, placeOf, type EvidenceTab, type MessageTab, type Place, type ScreenName } from './place.ts';
import { frameState, type FrameState } from './state.svelte.ts';

/** The states of all screens of a case window, and the ways between them. */
export interface CaseStates {
  readonly notices: Notices;
  readonly frame: FrameState;
  readonly overview: OverviewState;
  readonly evidence: EvidenceState;
  readonly messages: MessagesState;
  readonly message: MessageState;
  readonly findings: FindingsState;
  readonly forwarding: ForwardingState;
  readonly access: AccessState;
  readonly analysis: AnalysisScreenState;
  readonly records: RecordsState;
  readonly report: ReportState;
  readonly profiles: ProfilesState;
  /** Goes to a screen, to where it was left. */
  goToScreen(screen: ScreenName): void;
  openRecord(recordId: RecordId): void;
  /** Opens the cited message at the cited field. */
  openCitation(citation: Citation): void;
  openFinding(finding: StoredFinding): void;
  /** Shows the access events that name the message on view. */
  showEventsOfMessage(): void;
  /** Shows the messages that a finding is about. */
  showMessagesOf(finding: StoredFinding): void;
  showEvidence(evidenceId: Extract<Place, { screen: 'evidence' }>['evidenceId'], tab: EvidenceTab): void;
  showRule(ruleId: string | null): void;
  showKind(kind: FactKind): void;
  addEvidence(kind: 'files' | 'folder'): void;
  /** Opens the dialog that searches for mail profiles, over the evidence screen. */
  openProfiles(): void;
  takeDropped(token: string): void;
  stop(): void;
}

/**
 * Opens the states over a case view.
 * @param onMenu told of commands of the application menu.
 */
export function caseStates(view: CaseView, onMenu: (command: string) => void): CaseStates {
  const notices = noticesKept();
  const { tell } = notices;
  const frame = frameState(view, arrive, onMenu, tell);
  const zone = (): string => frame.shown.caseFile?.zone ?? 'UTC';
  const overview = overviewState(view, zone, tell);
  const evidence = evidenceState(view, tell);
  const messages = messagesState(view, zone, chosenMessage, tell);
  const message = messageState(view, tell);
  const findings = findingsState(view, chosenFinding, tell);
  const forwarding = forwardingState(view, zone, tell);
  const access = accessState(view, chosenAccess, tell);
  const analysis = analysisScreenState(view, tell);
  const records = recordsState(view, chosenRecord, tell);
  const report = reportState(view, tell);
  const profiles = profilesState(view, (items) => {
    for (const { evidenceId } of items) evidence.read(evidenceId);
  });
  /** The last place on each screen, so that the rail returns to it. */
  const lastPlaces = new Map<ScreenName, Place>();

  /** Brings the screens to the place that the journey has reached. */
  function arrive(place: Place): void {
    lastPlaces.set(place.screen, place);
    if (place.screen === 'evidence')
      evidence.show({
        chosen: place.evidenceId,
        tab: place.tab,
        ...(place.effect === undefined ? {} : { code: null, effect: place.effect }),
      });
    if (place.screen === 'findings') void findings.reveal(place.ruleId, place.findingId);
    if (place.screen === 'access' && place.recordId !== null) void access.reveal(place.recordId);
    if (place.screen === 'records') void records.reveal(place.kind, place.recordId, place.evidenceId);
    if (place.screen === 'messages' && place.message !== null) {
      void message.open(place.message);
      void messages.reveal(place.message.recordId);
    }
  }

  /** Notes a step too small to come back from. */
  function settle(place: Place): void {
    lastPlaces.set(place.screen, place);
    if (placeOf(frame.shown.journey).screen === place.screen) frame.settle(place);
  }

  function chosenMessage(recordId: RecordId): void {
    const chosen = { recordId, tab: null, headerIndex: null };
    settle({ screen: 'messages', message: chosen });
    void message.open(chosen);
  }

  function chosenFinding(finding: StoredFinding): void {
    settle({ screen: 'findings', ruleId: findings.shown.ruleId, findingId: finding.findingId });
  }

  function chosenAccess(recordId: RecordId): void {
    settle({ screen: 'access', recordId });
  }

  function chosenRecord({ kind, recordId }: OtherRecord): void {
    settle({ screen: 'records', kind, recordId });
  }

  /** Messages open on their own screen, all other records on that of records. */
  async function openRecord(
    recordId: RecordId,
    of: { readonly tab: MessageTab; readonly headerIndex: number | null },
    evidenceId?: EvidenceId,
  ): Promise<void> {
    try {
      const isMessage = (await view.message(recordId)) !== null;
      const among = { screen: 'records', kind: null, recordId, ...(evidenceId === undefined ? {} : { evidenceId }) } as const;
      frame.go(isMessage ? { screen: 'messages', message: { recordId, ...of } } : among);
    } catch (error) {
      tell(error);
    }
  }

  return {
    notices,
    frame,
    overview,
    evidence,
    messages,
    message,
    findings,
    forwarding,
    access,
    analysis,
    records,
    report,
    profiles,
    goToScreen: (screen) => frame.go(lastPlaces.get(screen) ?? homeOf(screen)),
    openRecord: (recordId) => void openRecord(recordId, { tab: 'message', headerIndex: null }),
    openCitation: (citation) =>
      void openRecord(citation.recordId, { tab: tabOfCitation(citation), headerIndex: citation.headerIndex }, citation.evidenceId),
    openFinding: (finding) => frame.go({ screen: 'findings', ruleId: finding.ruleId, findingId: finding.findingId }),
    showEventsOfMessage() {
      const text = namingText(message.shown.detail?.record.claimed.messageId ?? null);
      if (text === null) return;
      access.narrow({ ...wholeTimeline, text, messages: 'without' });
      frame.go({ screen: 'access', recordId: null });
    },
    showMessagesOf(finding) {
      messages.narrow({ ...wholeCase, ofFinding: finding.findingId, sort: 'date', direction: 'ascending' });
      frame.go({ screen: 'messages', message: null });
    },
    showEvidence(evidenceId, tab) {
      settle({ screen: 'evidence', evidenceId, tab });
      evidence.show(evidenceId === evidence.shown.chosen ? { tab } : { chosen: evidenceId, tab });
    },
    showRule(ruleId) {
      settle({ screen: 'findings', ruleId, findingId: null });
      void findings.chooseGroup(ruleId);
    },
    showKind(kind) {
      settle({ screen: 'records', kind, recordId: null });
      void records.chooseKind(kind);
    },
    addEvidence(kind) {
      frame.go(homeOf('evidence'));
      void evidence.add(kind);
    },
    openProfiles() {
      if (placeOf(frame.shown.journey).screen !== 'evidence') frame.go(homeOf('evidence'));
      frame.openDialog('profiles');
    },
    takeDropped(token) {
      frame.go(homeOf('evidence'));
      void evidence.addDropped(token);
    },
    stop() {
      const states = [frame, overview, evidence, messages, message, findings, forwarding, access, analysis, records, report, profiles];
      for (const state of states) state.stop();
    },
  };
}

function tabOfCitation({ headerIndex, field }: Citation): MessageTab {
  if (headerIndex !== null) return 'headers';
  return field.startsWith('property') ? 'properties' : 'message';
}
