// One request: when, what, on which object, how it came out, what it changed, and what ran in it.
import { visibleText } from '../events';
import { byteSize, shortTime } from '../format';
import { PlayerView } from '../player/playerView';
import { FoldedText } from './foldedText';
import { execCommand, failureStatus, indented, isBad, isChange, keptNote, keptText, limitNotes, nameText, namespaceText, readableText, resourceText, type AttachedStream, type KeptContent, type RequestStory } from './story';
import { StoryTime } from './storyLink';
import type { StoriesProps } from './useStories';

const OUTCOMES: Record<string, string> = {
  'client-closed': 'client left',
  'target-closed': 'API server left',
  refused: 'refused',
  failed: 'failed',
};

export function RequestRow(props: {
  session: StoriesProps;
  story: RequestStory;
  live: boolean;
  replayed: number | undefined;
  onReplay: (stream: number | undefined) => void;
}) {
  const { session, story, live, replayed, onReplay } = props;
  const tone = isBad(story) ? 'failed' : story.outcome === undefined ? 'running' : 'ended';
  const name = nameText(story);
  const failure = failureStatus(story);
  const namespace = namespaceText(story);
  const command = story.streams.length === 0 ? undefined : execCommand(story);
  const outcome = story.outcome === undefined ? (live ? 'running' : 'no end') : OUTCOMES[story.outcome];
  return (
    <li class={`story story-${tone}`} id={`request-${story.request}`}>
      <StoryTime name={`request-${story.request}`} title={`Link to request ${story.request}`} offsetMicros={story.offsetMicros} />
      <div class="story-what">
        <details class="story-details">
          <summary class="request-line" title="Path and client">
            <span class={`verb verb-${isChange(story) ? 'changing' : 'reading'}`}>{visibleText(story.verb)}</span>{' '}
            <span class="mono">{visibleText(resourceText(story))}</span>{' '}
            <span class="mono request-object">
              {namespace !== '' && <span class="request-namespace">{visibleText(namespace + (name === '' ? '' : '/'))}</span>}
              {visibleText(name)}
            </span>
          </summary>
          <p class="mono">
            {visibleText(story.method)} {visibleText(keptText(story.path))}
          </p>
          <p>{visibleText(story.userAgent)}</p>
          {story.response !== undefined && (
            <p>
              Answer of {byteSize(story.response.length)}
              {story.contentType === undefined ? '' : `, ${visibleText(story.contentType)}`}
            </p>
          )}
        </details>
        {failure !== undefined && (
          <p class="story-failure">
            <strong>{visibleText(failure.reason)}</strong> {visibleText(failure.message)}
          </p>
        )}
        {command !== undefined && <FoldedText text={`$ ${command}`} label="Command" />}
        {story.body !== undefined && <Body name="Changed content" content={story.body} />}
        {story.response !== undefined && (story.response.length > (story.response.withheld?.length ?? 0)) && (
          <Body name="Answer" content={story.response} />
        )}
        {story.streams.map((stream) => (
          <Stream key={stream.stream} session={session} story={story} stream={stream} open={replayed === stream.stream} onReplay={onReplay} />
        ))}
        {limitNotes(story.limited).map((note) => (
          <p key={note} class="story-note">{note}</p>
        ))}
        {story.moreStreams !== undefined && <p class="story-note">and {story.moreStreams} more streams</p>}
      </div>
      <div class="story-figures">
        <span class={`story-outcome outcome-${tone}`}>{outcome}</span>
        <span class={`story-outcome outcome-${tone}`}>{story.status}</span>
        <span>{story.durationMicros === undefined ? '' : shortTime(story.durationMicros)}</span>
      </div>
    </li>
  );
}

function Body(props: { name: string; content: KeptContent }) {
  const { name, content } = props;
  const note = keptNote(content);
  const { text, binary } = readableText(content);
  if (text === '') {
    return note === '' ? null : <p class="story-note">{name}: {note}</p>;
  }
  return (
    <details class="story-body">
      <summary>
        {name}, {byteSize(content.length)}
      </summary>
      <FoldedText text={binary ? text : indented(text)} label={name} cut={content.cut === true} />
      {binary && <p class="story-note">binary: its words are shown, the export has all its bytes</p>}
      {note !== '' && <p class="story-note">{note}</p>}
    </details>
  );
}

function Stream(props: {
  session: StoriesProps;
  story: RequestStory;
  stream: AttachedStream;
  open: boolean;
  onReplay: (stream: number | undefined) => void;
}) {
  const { session, story, stream, open, onReplay } = props;
  if (stream.purpose === 'port-forward') {
    return <p class="story-note">port {visibleText(stream.detail)} forwarded as stream {stream.stream}</p>;
  }
  return (
    <div class="story-stream">
      <button type="button" class="button" aria-expanded={open} onClick={() => onReplay(open ? undefined : stream.stream)}>
        {open ? 'Close the replay' : 'Replay the terminal'}
      </button>
      {stream.detail !== '' && <span class="quiet-text">container {visibleText(stream.detail)}</span>}
      {open && (
        <PlayerView
          recording={session.recording}
          only={{ stream: stream.stream, sequence: story.sequence, fromMicros: story.offsetMicros, running: story.outcome === undefined }}
          onEnded={() => undefined}
          onSignedOut={session.onSignedOut}
        />
      )}
    </div>
  );
}
