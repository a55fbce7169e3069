// A book of stories that loads itself while the page is open.
import { useEffect, useReducer, useRef, useState } from 'preact/hooks';
import type { RecordingSummary, StoryPage } from '../api';
import { waitWhileSeen } from '../player/loader';
import { StoryBook } from './book';

export interface StoriesProps {
  recording: RecordingSummary;
  onEnded: () => void;
  onSignedOut: () => void;
}

export function useStories<Story>(
  props: StoriesProps,
  ask: (id: string, from: number, signal: AbortSignal) => Promise<StoryPage<Story>>,
  numberOf: (story: Story) => number,
  charactersOf: (story: Story) => number,
): StoryBook<Story> {
  const { recording, onEnded, onSignedOut } = props;
  const [book, setBook] = useState(() => new StoryBook(numberOf, charactersOf));
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const wasLive = useRef(recording.state === 'live');

  useEffect(() => {
    const abort = new AbortController();
    const fresh = new StoryBook(numberOf, charactersOf);
    setBook(fresh);
    const ports = { ask: (from: number, signal: AbortSignal) => ask(recording.id, from, signal), wait: waitWhileSeen };
    void fresh.load(ports, () => redraw(undefined), abort.signal);
    return () => abort.abort();
    // A recording that ends while it is read stays in the same book.
  }, [recording.id]);

  const loading = book.loading;
  useEffect(() => {
    if (loading.kind === 'failed' && loading.problem.isSignedOut) {
      onSignedOut();
    } else if (loading.kind === 'done' && wasLive.current) {
      wasLive.current = false;
      onEnded();
    }
  }, [loading]);
  return book;
}
