// The REST API, typed. The browser uses nothing else.
import type { WireEvent } from './events';
import type { RequestStory, StatementStory } from './stories/story';

export type RecordingState = 'live' | 'sealed' | 'truncated' | 'incomplete' | 'deleting' | 'damaged';

export interface RecordingSummary {
  id: string;
  protocol: string;
  principal: string;
  target: string;
  login: string;
  clientAddress: string;
  authentication: string;
  rule: string;
  labels: Record<string, string>;
  startedAt: string;
  /** Null when nobody knows, as for an incomplete recording. */
  durationMillis: number | null;
  state: RecordingState;
  endReason: string | null;
  endDetail: string | null;
  bytes: number | null;
  events: number | null;
  /** What is wrong with what is stored; null if nothing is. */
  problem: string | null;
  /** What keeps it from being deleted. */
  holds: Hold[];
}

/** Somebody wants a recording kept. */
export interface Hold {
  name: string;
  since: string;
  by: string;
  reason: string;
}

export interface RecordingPage {
  recordings: RecordingSummary[];
  /** Asks for the recordings before this one; null at the end. */
  next: string | null;
}

export interface EventPage {
  events: WireEvent[];
  /** The sequence number to ask for next; null when the recording holds no more. */
  next: number | null;
  live: boolean;
}

/** Who is signed in. */
export interface Viewer {
  name: string;
  /** Whether they may look at recordings. */
  mayWatch: boolean;
}

/** An answer that is not a success; `code` is the reason code of the problem document. */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
  ) {
    super(detail);
  }

  get isSignedOut(): boolean {
    return this.status === 401;
  }
}

export function listRecordings(before: string | undefined, signal?: AbortSignal): Promise<RecordingPage> {
  const query = before === undefined ? '' : `?before=${encodeURIComponent(before)}`;
  return get(`/api/recordings${query}`, signal);
}

/** A place where a phrase was found. */
export interface SearchHit {
  recording: string;
  protocol: string;
  principal: string;
  target: string;
  login: string;
  startedAt: string;
  kind: string;
  /** 0 where there is none. */
  stream: number;
  offsetMillis: number;
  sequence: number;
  before: string;
  found: string;
  after: string;
}

export interface SearchPage {
  hits: SearchHit[];
  /** Where to go on; null at the end. */
  next: string | null;
}

/** The last word may be the beginning of one, as people type. */
export function searchRecordings(phrase: string, after: string | undefined, signal?: AbortSignal): Promise<SearchPage> {
  const place = after === undefined ? '' : `&after=${encodeURIComponent(after)}`;
  return get(`/api/search?prefix=true&phrase=${encodeURIComponent(phrase)}${place}`, signal);
}

export function getRecording(id: string, signal?: AbortSignal): Promise<RecordingSummary> {
  return get(`/api/recordings/${encodeURIComponent(id)}`, signal);
}

export function getEvents(id: string, from: number, signal?: AbortSignal): Promise<EventPage> {
  return get(`/api/recordings/${encodeURIComponent(id)}/events?from=${from}`, signal);
}

/** What a stream showed at a moment. */
export interface ScreenMoment {
  columns: number;
  rows: number;
  hasTerminal: boolean;
  /** The moment that is shown; not later than the one asked for. */
  offsetMicros: number;
  /** Sequence number of the first event that is not shown. */
  next: number;
  /** Base64 of what a terminal that was just reset is to be fed. */
  data: string;
}

/** Null where no key frame lies before the moment. */
export async function getScreen(id: string, stream: number, atMicros: number, signal?: AbortSignal): Promise<ScreenMoment | null> {
  const answer = await get<{ screen: ScreenMoment | null }>(
    `/api/recordings/${encodeURIComponent(id)}/streams/${stream}/screen?at=${atMicros}`,
    signal,
  );
  return answer.screen;
}

/** A page of stories: those to which nothing is added any more, and those that run. */
export interface StoryPage<Story> {
  told: Story[];
  running: Story[];
  next: number | null;
  live: boolean;
}

export async function getStatements(id: string, from: number, signal?: AbortSignal): Promise<StoryPage<StatementStory>> {
  const { statements, ...rest } = await get<Omit<StoryPage<StatementStory>, 'told'> & { statements: StatementStory[] }>(
    `/api/recordings/${encodeURIComponent(id)}/statements?from=${from}`,
    signal,
  );
  return { ...rest, told: statements };
}

export async function getRequests(id: string, from: number, signal?: AbortSignal): Promise<StoryPage<RequestStory>> {
  const { requests, ...rest } = await get<Omit<StoryPage<RequestStory>, 'told'> & { requests: RequestStory[] }>(
    `/api/recordings/${encodeURIComponent(id)}/requests?from=${from}`,
    signal,
  );
  return { ...rest, told: requests };
}

/** Terminals go out as a cast, all else as lines of JSON. */
export function exportAddress(id: string, protocol: string): string {
  return `/api/recordings/${encodeURIComponent(id)}/export?format=${isTerminal(protocol) ? 'asciicast-v3' : 'jsonl'}`;
}

export function exportName(id: string, protocol: string): string {
  return `${id}.${isTerminal(protocol) ? 'cast' : 'jsonl'}`;
}

function isTerminal(protocol: string): boolean {
  return protocol !== 'postgresql' && protocol !== 'kubernetes';
}

/** What became of every admitted session. */
export interface Coverage {
  admissions: number;
  states: Record<string, number>;
  missing: MissingSession[];
  /** Why some may be unknown; empty if nothing is in the way. */
  problem: string;
  balanced: boolean;
}

export interface MissingSession {
  id: string;
  admittedAt: string;
  protocol: string;
  principal: string;
  target: string;
  login: string;
  why: string;
}

export function getCoverage(signal?: AbortSignal): Promise<Coverage> {
  return get('/api/coverage', signal);
}

export function getViewer(signal?: AbortSignal): Promise<Viewer> {
  return get('/api/me', signal);
}

/** Where to sign out next, of whoever signed the person in; undefined if there is nothing more to do. */
export async function signOut(): Promise<string | undefined> {
  const response = await request('/api/sign-out', { method: 'POST' });
  if (response.status === 204) {
    return undefined;
  }
  const { next } = (await response.json()) as { next: string };
  return next;
}

async function get<Answer>(address: string, signal?: AbortSignal): Promise<Answer> {
  const response = await request(address, signal === undefined ? {} : { signal });
  return (await response.json()) as Answer;
}

async function request(address: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(address, { ...init, headers: { accept: 'application/json' }, credentials: 'same-origin' });
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === 'AbortError') {
      throw failure;
    }
    throw new ApiProblem(0, 'unreachable', 'The gateway does not answer. Is it still running?');
  }
  if (!response.ok) {
    throw await problemOf(response);
  }
  return response;
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const fallback = `The gateway answered with status ${response.status}.`;
  try {
    const problem = (await response.json()) as { code?: unknown; detail?: unknown };
    const code = typeof problem.code === 'string' ? problem.code : 'unknown';
    return new ApiProblem(response.status, code, typeof problem.detail === 'string' ? problem.detail : fallback);
  } catch {
    return new ApiProblem(response.status, 'unknown', fallback);
  }
}

export function isAbort(failure: unknown): boolean {
  return failure instanceof DOMException && failure.name === 'AbortError';
}
