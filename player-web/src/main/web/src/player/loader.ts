// Brings a recording in, page by page, and follows one that is still written.
import { ApiProblem, isAbort, type EventPage, type ScreenMoment } from '../api';
import type { Tape } from './tape';

/** What a browser tab holds of one recording; more is for the export and the command line. */
export const MOST_CONTENT_BYTES = 192 * 1024 * 1024;

const LIVE_POLL_MILLIS = 700;
const RETRY_MILLIS = [1000, 2000, 4000, 8000];

export type Loading =
  | { kind: 'loading' }
  | { kind: 'live' }
  | { kind: 'retrying'; problem: ApiProblem }
  | { kind: 'done' }
  /** The tape is full; the recording goes on. */
  | { kind: 'full' }
  | { kind: 'failed'; problem: ApiProblem };

export interface LoaderPorts {
  events(from: number, signal: AbortSignal): Promise<EventPage>;
  /** What a stream showed at a moment, where that can be asked. */
  screen?(stream: number, atMicros: number, signal: AbortSignal): Promise<ScreenMoment | null>;
  wait(millis: number, signal: AbortSignal): Promise<void>;
}

/** Brings a tape's events in, from where it begins. */
export function loadTape(
  tape: Tape,
  ports: LoaderPorts,
  changed: (loading: Loading) => void,
  signal: AbortSignal,
  mostContentBytes = MOST_CONTENT_BYTES,
): Promise<void> {
  const take = (page: EventPage): Taken => {
    tape.append(page.events);
    if (page.next === null) {
      tape.complete = true;
      tape.version++;
      return 'more';
    }
    if (tape.contentBytes > mostContentBytes) {
      return 'full';
    }
    return page.events.length === 0 ? 'nothing' : 'more';
  };
  const pages = { ask: (from: number, asked: AbortSignal) => ports.events(from, asked), wait: (millis: number, asked: AbortSignal) => ports.wait(millis, asked) };
  return loadPages(pages, take, changed, signal, tape.firstSequence);
}

/** What became of a page: it brought something, or nothing, or there is no room for what follows. */
export type Taken = 'more' | 'nothing' | 'full';

export interface PagePorts<Page> {
  ask(from: number, signal: AbortSignal): Promise<Page>;
  wait(millis: number, signal: AbortSignal): Promise<void>;
}

/** Asks for page after page, waits where a live session has nothing new, and asks again where that may help. */
export async function loadPages<Page extends { next: number | null; live: boolean }>(
  ports: PagePorts<Page>,
  take: (page: Page) => Taken,
  changed: (loading: Loading) => void,
  signal: AbortSignal,
  first = 0,
): Promise<void> {
  let from = first;
  let failures = 0;
  while (!signal.aborted) {
    let page: Page;
    try {
      page = await ports.ask(from, signal);
      failures = 0;
    } catch (failure) {
      if (isAbort(failure)) {
        return;
      }
      const problem = asProblem(failure);
      const pause = RETRY_MILLIS[failures++];
      if (pause === undefined || !mayPass(problem)) {
        changed({ kind: 'failed', problem });
        return;
      }
      changed({ kind: 'retrying', problem });
      await ports.wait(pause, signal);
      continue;
    }
    if (signal.aborted) {
      return;
    }
    const taken = take(page);
    if (page.next === null) {
      changed({ kind: 'done' });
      return;
    }
    if (taken === 'full') {
      changed({ kind: 'full' });
      return;
    }
    changed(page.live ? { kind: 'live' } : { kind: 'loading' });
    from = page.next;
    if (page.live && taken === 'nothing') {
      await ports.wait(LIVE_POLL_MILLIS, signal);
    }
  }
}

/**
 * What of a page belongs to one stream, with times since the stream began. With the stream's end
 * there is nothing more to ask for.
 */
export function pageOfStream(page: EventPage, stream: number, fromMicros: number): EventPage {
  const events = page.events
    .filter((event) => 'stream' in event && event.stream === stream)
    .map((event) => ({ ...event, offsetMicros: Math.max(0, event.offsetMicros - fromMicros) }));
  const isClosed = events.some((event) => event.type === 'stream-closed');
  return { events, next: isClosed ? null : page.next, live: page.live && !isClosed };
}

/** Whether asking again may help: the gateway is restarting or overloaded. */
function mayPass(problem: ApiProblem): boolean {
  return problem.status === 0 || problem.status === 429 || problem.status >= 502;
}

function asProblem(failure: unknown): ApiProblem {
  return failure instanceof ApiProblem ? failure : new ApiProblem(-1, 'page-error', String(failure));
}

/** Waits, and then as long as the page is hidden: a hidden tab asks for nothing. */
export function waitWhileSeen(millis: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(seen, millis);
    function seen(): void {
      if (document.hidden && !signal.aborted) {
        document.addEventListener('visibilitychange', seen, { once: true });
        return;
      }
      done();
    }
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done);
  });
}
