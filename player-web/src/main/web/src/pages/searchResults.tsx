// What a search in the content of all recordings has found.
import { useCallback, useEffect, useState } from 'preact/hooks';
import { ApiProblem, isAbort, searchRecordings, type SearchHit } from '../api';
import { clockTime, dateAndTime } from '../format';
import { sessionAddress } from '../router';

const MILLIS_PER_SECOND = 1000;

const KINDS: Record<string, string> = {
  output: 'appeared',
  input: 'typed',
  command: 'command',
  statement: 'SQL',
  value: 'value',
  request: 'request',
  message: 'message',
};

interface Found {
  hits: SearchHit[];
  next: string | null;
}

export function SearchResults(props: { phrase: string; onSignedOut: () => void; onClose: () => void }) {
  const { phrase, onSignedOut } = props;
  const [found, setFound] = useState<Found | undefined>(undefined);
  const [problem, setProblem] = useState<string | undefined>(undefined);

  const load = useCallback(
    (after: string | undefined, signal?: AbortSignal) => {
      searchRecordings(phrase, after, signal).then(
        (page) => {
          setProblem(undefined);
          setFound((before) => ({ hits: [...(after === undefined ? [] : (before?.hits ?? [])), ...page.hits], next: page.next }));
        },
        (failure: unknown) => {
          if (failure instanceof ApiProblem && failure.isSignedOut) {
            onSignedOut();
          } else if (!isAbort(failure)) {
            setProblem(failure instanceof Error ? failure.message : String(failure));
          }
        },
      );
    },
    [phrase, onSignedOut],
  );
  useEffect(() => {
    const abort = new AbortController();
    setFound(undefined);
    load(undefined, abort.signal);
    return () => abort.abort();
  }, [load]);

  const next = found?.next ?? null;
  return (
    <section class="search-results" aria-label="Found in recordings">
      <div class="search-head">
        <h2>In what was recorded: “{phrase}”</h2>
        <button type="button" class="button" onClick={props.onClose}>
          Close
        </button>
      </div>
      <p class="count" role="status">
        {problem ?? summary(found)}
      </p>
      {found !== undefined && found.hits.length > 0 && (
        <ul class="sessions">
          {found.hits.map((hit) => (
            <HitRow key={`${hit.recording}-${hit.sequence}-${hit.kind}-${hit.offsetMillis}`} hit={hit} />
          ))}
        </ul>
      )}
      {next !== null && (
        <button type="button" class="button more" onClick={() => load(next)}>
          Show more
        </button>
      )}
    </section>
  );
}

function summary(found: Found | undefined): string {
  if (found === undefined) {
    return 'Searching…';
  }
  if (found.hits.length === 0) {
    return 'Nothing. A session is searched some seconds after its end, by whole words.';
  }
  return `${found.hits.length}${found.next === null ? '' : ' newest'} ${found.hits.length === 1 ? 'place' : 'places'}`;
}

/** The text is a target's: it is shown as text and nothing else. */
function HitRow(props: { hit: SearchHit }) {
  const { hit } = props;
  return (
    <li>
      <a class="hit" href={addressOf(hit)}>
        <span class="hit-where">
          <time dateTime={hit.startedAt}>{dateAndTime(new Date(hit.startedAt))}</time>
          <span class="session-who">{hit.principal}</span>
          <span class="session-where">
            <span class="session-login">{hit.login}@</span>
            {hit.target}
          </span>
          <span class="hit-kind">
            {KINDS[hit.kind] ?? hit.kind} at {clockTime(hit.offsetMillis / MILLIS_PER_SECOND, true)}
          </span>
        </span>
        <span class="hit-text">
          {hit.before}
          <mark>{hit.found}</mark>
          {hit.after}
        </span>
      </a>
    </li>
  );
}

/** A terminal opens at the moment at which the text stood there: rounded up, or it would not be there yet. */
function addressOf(hit: SearchHit): string {
  const address = sessionAddress(hit.recording);
  if (hit.protocol !== 'ssh') {
    return address;
  }
  const moment = Math.ceil(hit.offsetMillis / 100) / 10;
  return `${address}?t=${moment}${hit.stream > 0 ? `&stream=${hit.stream}` : ''}`;
}
