// What is said above and below a list of stories: how many, which ones, and how far loading has come.
import type { Loading } from '../player/loader';

/** A list longer than this is drawn piece by piece. */
export const ROWS_AT_ONCE = 300;

export function StoryStatus(props: { loading: Loading; what: string; count: number }) {
  const { loading, what, count } = props;
  switch (loading.kind) {
    case 'failed':
      return <p class="banner bad">The {what} could not be loaded any further: {loading.problem.detail} Reload the page to try again.</p>;
    case 'retrying':
      return <p class="quiet-text">The gateway does not answer; asking again…</p>;
    case 'full':
      return <p class="banner">This recording is larger than a browser page can hold. The {what} after these are in the export.</p>;
    case 'loading':
      return <p class="quiet-text" role="status">Loading…</p>;
    case 'live':
      return <p class="quiet-text story-live" role="status">{count === 0 ? `Waiting for the first of the ${what}…` : 'The session is running; what comes is added here.'}</p>;
    case 'done':
      return count === 0 ? <p class="quiet-text">This session has no {what}.</p> : null;
  }
}

export function MoreRows(props: { shown: number; all: number; more: () => void }) {
  const left = props.all - props.shown;
  return left <= 0 ? null : (
    <button type="button" class="button more" onClick={props.more}>
      Show {Math.min(left, ROWS_AT_ONCE)} more of {left}
    </button>
  );
}
