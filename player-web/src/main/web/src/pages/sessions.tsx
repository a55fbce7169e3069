// The list of sessions, newest first.
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { ApiProblem, getCoverage, isAbort, listRecordings, type Coverage, type RecordingSummary } from '../api';
import { dayHeading } from '../format';
import { Notice } from '../parts/notice';
import { SearchResults } from './searchResults';
import { CoverageLine } from './coverage';
import { SessionRow } from './sessionRow';
import { matches } from './filter';

const REFRESH_LIVE_MILLIS = 2_000;
const REFRESH_QUIET_MILLIS = 10_000;

interface Listing {
  recordings: RecordingSummary[];
  next: string | null;
}

export function SessionsPage(props: { onSignedOut: () => void }) {
  const [listing, setListing] = useState<Listing | undefined>(undefined);
  const [coverage, setCoverage] = useState<Coverage | undefined>(undefined);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const [filter, setFilter] = useState(() => new URLSearchParams(window.location.search).get('q') ?? '');
  const [searched, setSearched] = useState<string | undefined>(undefined);
  const [loadingMore, setLoadingMore] = useState(false);
  const { onSignedOut } = props;

  useEffect(() => {
    document.title = 'Sessions · Gatescribe';
  }, []);

  const failed = useCallback(
    (failure: unknown) => {
      if (failure instanceof ApiProblem && failure.isSignedOut) {
        onSignedOut();
      } else if (!isAbort(failure)) {
        setProblem(failure instanceof Error ? failure.message : String(failure));
      }
    },
    [onSignedOut],
  );

  const refresh = useCallback(
    (signal?: AbortSignal) =>
      Promise.all([listRecordings(undefined, signal), getCoverage(signal)]).then(([page, covered]) => {
        setProblem(undefined);
        setCoverage(covered);
        setListing((before) => merged(page, before));
      }, failed),
    [failed],
  );

  useRefresh(refresh, listing?.recordings.some((recording) => recording.state === 'live') ?? false);

  const remember = (text: string) => {
    setFilter(text);
    window.history.replaceState(null, '', text === '' ? '/' : `/?q=${encodeURIComponent(text)}`);
  };
  const more = () => {
    if (listing?.next == null) {
      return;
    }
    setLoadingMore(true);
    listRecordings(listing.next)
      .then((page) => {
        setListing((before) => appended(page, before));
      }, failed)
      .finally(() => setLoadingMore(false));
  };

  const shown = useMemo(
    () => (listing?.recordings ?? []).filter((recording) => matches(recording, filter)),
    [listing, filter],
  );

  if (listing === undefined) {
    return problem === undefined ? (
      <SessionsSkeleton />
    ) : (
      <Notice title="The sessions could not be loaded" action={{ label: 'Try again', run: () => void refresh() }}>
        <p>{problem}</p>
      </Notice>
    );
  }
  if (listing.recordings.length === 0) {
    return (
      <>
        {alarms(coverage) && (
          <div class="page">
            <CoverageLine coverage={coverage} />
          </div>
        )}
        <NoSessions />
      </>
    );
  }
  return (
    <div class="page">
      <div class="page-head">
        <h1>Sessions</h1>
        <FilterBox value={filter} onInput={remember} onEnter={() => setSearched(asked(filter))} />
      </div>
      {problem !== undefined && (
        <p class="banner" role="status">
          Not up to date: {problem}
        </p>
      )}
      <CoverageLine coverage={coverage} />
      <p class="count" role="status">
        {countText(shown.length, listing, filter)}
      </p>
      {searched !== undefined && (
        <SearchResults phrase={searched} onSignedOut={onSignedOut} onClose={() => setSearched(undefined)} />
      )}
      {asked(filter) !== undefined && asked(filter) !== searched && (
        <p class="search-offer">
          <button type="button" class="button" onClick={() => setSearched(asked(filter))}>
            Search in what was recorded
          </button>
        </p>
      )}
      <SessionGroups recordings={shown} />
      {shown.length === 0 && searched === undefined && (
        <div class="nothing-found">
          <p>No session here matches “{filter}”.</p>
          <button type="button" class="button" onClick={() => remember('')}>
            Clear the filter
          </button>
        </div>
      )}
      {listing.next !== null && (
        <button type="button" class="button more" onClick={more} disabled={loadingMore}>
          {loadingMore ? 'Loading…' : 'Load older sessions'}
        </button>
      )}
    </div>
  );
}

/** What can be searched for has a letter or a digit. */
function asked(text: string): string | undefined {
  return /[\p{L}\p{N}]/u.test(text) ? text.trim() : undefined;
}

/** Where nothing was recorded at all, coverage is worth a word only if something should have been. */
function alarms(coverage: Coverage | undefined): boolean {
  return coverage !== undefined && ((coverage.states.missing ?? 0) > 0 || !coverage.balanced);
}

/** A refresh brings the newest page; older ones that were loaded stay. */
function merged(page: Listing, before: Listing | undefined): Listing {
  const oldest = page.recordings.at(-1);
  if (before === undefined || oldest === undefined || page.next === null) {
    return page;
  }
  const fresh = new Set(page.recordings.map((recording) => recording.id));
  const older = before.recordings.filter((recording) => recording.id < oldest.id && !fresh.has(recording.id));
  return { recordings: [...page.recordings, ...older], next: older.length === 0 ? page.next : before.next };
}

/** Asked for older ones while a refresh moved the border: what is there already is not added again. */
function appended(page: Listing, before: Listing | undefined): Listing {
  const known = new Set(before?.recordings.map((recording) => recording.id));
  const added = page.recordings.filter((recording) => !known.has(recording.id));
  return { recordings: [...(before?.recordings ?? []), ...added], next: page.next };
}

function countText(shown: number, listing: Listing, filter: string): string {
  const all = listing.recordings.length;
  const live = listing.recordings.filter((recording) => recording.state === 'live').length;
  const loaded = `${all}${listing.next === null ? '' : ' newest'} ${all === 1 ? 'session' : 'sessions'}`;
  const base = filter.trim() === '' ? loaded : `${shown} of the ${loaded}`;
  return live === 0 ? base : `${base}, ${live} live`;
}

function useRefresh(refresh: (signal?: AbortSignal) => Promise<void>, live: boolean): void {
  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = () => {
      clearTimeout(timer);
      if (document.hidden || abort.signal.aborted) {
        return;
      }
      void refresh(abort.signal).then(() => {
        if (!abort.signal.aborted) {
          timer = setTimeout(again, live ? REFRESH_LIVE_MILLIS : REFRESH_QUIET_MILLIS);
        }
      });
    };
    again();
    document.addEventListener('visibilitychange', again);
    return () => {
      abort.abort();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', again);
    };
  }, [refresh, live]);
}

function FilterBox(props: { value: string; onInput: (text: string) => void; onEnter: () => void }) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      if (event.key === '/' && document.activeElement !== box.current && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        box.current?.focus();
      }
    };
    document.addEventListener('keydown', focus);
    return () => document.removeEventListener('keydown', focus);
  }, []);
  return (
    <div class="filter">
      <input
        ref={box}
        type="search"
        aria-label="Filter sessions"
        placeholder="Filter: who, target, login, state…"
        autocomplete="off"
        spellcheck={false}
        value={props.value}
        onInput={(event) => props.onInput(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            props.onInput('');
          } else if (event.key === 'Enter') {
            props.onEnter();
          }
        }}
      />
      <kbd aria-hidden="true">/</kbd>
    </div>
  );
}

function SessionGroups(props: { recordings: RecordingSummary[] }) {
  const now = new Date();
  const groups: { heading: string; recordings: RecordingSummary[] }[] = [];
  for (const recording of props.recordings) {
    const heading = dayHeading(new Date(recording.startedAt), now);
    const last = groups.at(-1);
    if (last?.heading === heading) {
      last.recordings.push(recording);
    } else {
      groups.push({ heading, recordings: [recording] });
    }
  }
  return (
    <>
      {groups.map((group) => (
        <section key={group.heading} class="day">
          <h2>{group.heading}</h2>
          <ul class="sessions">
            {group.recordings.map((recording) => (
              <SessionRow key={recording.id} recording={recording} />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

function NoSessions() {
  return (
    <Notice title="No sessions yet">
      <p>Connect through the gateway with the ssh you have; the session appears here while it runs.</p>
      <pre class="sample">ssh -p PORT login@target@{window.location.hostname}</pre>
      <p class="quiet-text">The gateway printed the whole line, ready to paste, when it started.</p>
    </Notice>
  );
}

function SessionsSkeleton() {
  return (
    <div class="page" aria-busy="true">
      <div class="page-head">
        <h1>Sessions</h1>
      </div>
      <p class="count" role="status">
        Loading…
      </p>
      <ul class="sessions skeleton" aria-hidden="true">
        {[0, 1, 2, 3, 4].map((i) => (
          <li key={i} />
        ))}
      </ul>
    </div>
  );
}
