// A database session as its statements.
import { useMemo, useState } from 'preact/hooks';
import { getStatements } from '../api';
import { counted } from '../format';
import { StatementRow } from './statementRow';
import { rowsFor, useLinkedStory } from './storyLink';
import { MoreRows, ROWS_AT_ONCE, StoryStatus } from './storyStatus';
import { brackets, failureOf, keptText, type StatementStory } from './story';
import { useStories, type StoriesProps } from './useStories';

export function StatementsView(props: StoriesProps) {
  const book = useStories<StatementStory>(props, getStatements, numberOf, charactersOf);
  const [filter, setFilter] = useState('');
  const [failedOnly, setFailedOnly] = useState(false);
  const [most, setMost] = useState(() => rowsFor('statement'));

  const all = useMemo(() => {
    const stories = book.stories();
    const places = brackets(stories);
    return stories.map((story, i) => ({ story, bracket: places[i] ?? 'none' }));
  }, [book, book.version]);
  const failures = useMemo(() => all.filter(({ story }) => failureOf(story) !== undefined).length, [all]);
  const found = useMemo(
    () => all.filter(({ story }) => (!failedOnly || failureOf(story) !== undefined) && matches(story, filter)),
    [all, filter, failedOnly],
  );
  const isFiltered = failedOnly || filter !== '';
  useLinkedStory(book.version);

  return (
    <section aria-labelledby="statements-title" class="stories">
      <div class="stories-head">
        <h2 id="statements-title">
          {counted(all.length, 'statement')}
          {failures > 0 && <span class="unusual">, {failures} failed</span>}
        </h2>
        <span class="top-space" />
        {failures > 0 && (
          <button type="button" class="button toggle" aria-pressed={failedOnly} onClick={() => setFailedOnly(!failedOnly)}>
            Failed only
          </button>
        )}
        <input
          type="search"
          class="story-filter"
          placeholder="Filter statements"
          aria-label="Filter statements"
          value={filter}
          onInput={(event) => setFilter(event.currentTarget.value)}
        />
      </div>
      {found.length > 0 && (
        <ol class="story-list">
          {found.slice(0, most).map(({ story, bracket }) => (
            <StatementRow key={story.statement} story={story} bracket={isFiltered ? 'none' : bracket} live={book.live} />
          ))}
        </ol>
      )}
      {isFiltered && all.length > 0 && found.length === 0 && <p class="quiet-text">No statement matches.</p>}
      <MoreRows shown={Math.min(most, found.length)} all={found.length} more={() => setMost(most + ROWS_AT_ONCE)} />
      <StoryStatus loading={book.loading} what="statements" count={all.length} />
    </section>
  );
}

function numberOf(story: StatementStory): number {
  return story.statement;
}

function charactersOf(story: StatementStory): number {
  return (story.sql?.text ?? story.sql?.data ?? '').length + (story.values ?? []).reduce((sum, value) => sum + (value.text ?? value.hex ?? '').length, 0);
}

function matches(story: StatementStory, filter: string): boolean {
  const wanted = filter.trim().toLowerCase();
  if (wanted === '') {
    return true;
  }
  const failure = failureOf(story);
  const haystack = [
    story.sql === undefined ? '' : keptText(story.sql),
    failure?.sqlState ?? '',
    failure?.message ?? '',
    ...(story.values ?? []).map((value) => value.text ?? value.hex ?? ''),
  ];
  return haystack.some((text) => text.toLowerCase().includes(wanted));
}
