// A Kubernetes session as its requests; what ran in a terminal is replayed below its request.
import { useMemo, useState } from 'preact/hooks';
import { getRequests } from '../api';
import { counted } from '../format';
import { linkedStream } from '../player/playerView';
import { RequestRow } from './requestRow';
import { rowsFor, useLinkedStory } from './storyLink';
import { MoreRows, ROWS_AT_ONCE, StoryStatus } from './storyStatus';
import { isBad, isChange, keptText, nameText, type RequestStory } from './story';
import { useStories, type StoriesProps } from './useStories';

export function RequestsView(props: StoriesProps) {
  const book = useStories<RequestStory>(props, getRequests, numberOf, charactersOf);
  const [filter, setFilter] = useState('');
  const [changesOnly, setChangesOnly] = useState(false);
  const [most, setMost] = useState(() => rowsFor('request'));
  const [replayed, setReplayed] = useState<number | undefined>(linkedStream);

  const all = useMemo(() => book.stories(), [book, book.version]);
  const bad = useMemo(() => all.filter(isBad).length, [all]);
  const found = useMemo(
    () => all.filter((story) => (!changesOnly || isChange(story)) && matches(story, filter)),
    [all, filter, changesOnly],
  );
  useLinkedStory(book.version);

  return (
    <section aria-labelledby="requests-title" class="stories">
      <div class="stories-head">
        <h2 id="requests-title">
          {counted(all.length, 'request')}
          {bad > 0 && <span class="unusual">, {bad} refused or failed</span>}
        </h2>
        <span class="top-space" />
        <button type="button" class="button toggle" aria-pressed={changesOnly} title="Hide what only reads" onClick={() => setChangesOnly(!changesOnly)}>
          Changes only
        </button>
        <input
          type="search"
          class="story-filter"
          placeholder="Filter requests"
          aria-label="Filter requests"
          value={filter}
          onInput={(event) => setFilter(event.currentTarget.value)}
        />
      </div>
      {found.length > 0 && (
        <ol class="story-list">
          {found.slice(0, most).map((story) => (
            <RequestRow key={story.request} session={props} story={story} live={book.live} replayed={replayed} onReplay={setReplayed} />
          ))}
        </ol>
      )}
      {all.length > 0 && found.length === 0 && <p class="quiet-text">No request matches.</p>}
      <MoreRows shown={Math.min(most, found.length)} all={found.length} more={() => setMost(most + ROWS_AT_ONCE)} />
      <StoryStatus loading={book.loading} what="requests" count={all.length} />
    </section>
  );
}

function numberOf(story: RequestStory): number {
  return story.request;
}

function charactersOf(story: RequestStory): number {
  return [story.path, story.body, story.response].reduce((sum, content) => sum + (content?.text ?? content?.data ?? '').length, 0);
}

function matches(story: RequestStory, filter: string): boolean {
  const wanted = filter.trim().toLowerCase();
  const { resource, namespace } = story.resource;
  return (
    wanted === '' ||
    [story.verb, resource, namespace, nameText(story), `${story.status ?? ''}`, keptText(story.path)].some((text) => text.toLowerCase().includes(wanted))
  );
}
