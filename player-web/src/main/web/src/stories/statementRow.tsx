// One statement: when, what, with which values, and how it came out.
import { visibleText } from '../events';
import { byteSize, counted, shortTime } from '../format';
import { FoldedText } from './foldedText';
import { StoryTime } from './storyLink';
import { failureOf, keptNote, limitNotes, keptText, outcomeText, type BoundValue, type Bracket, type StatementStory } from './story';

export function StatementRow(props: { story: StatementStory; bracket: Bracket; live: boolean }) {
  const { story, bracket, live } = props;
  const failure = failureOf(story);
  const outcome = outcomeText(story, live);
  const tone = failure !== undefined ? 'failed' : story.parts.length === 0 ? 'running' : 'ended';
  return (
    <li class={`story story-${tone} bracket-${bracket}`} id={`statement-${story.statement}`}>
      <StoryTime name={`statement-${story.statement}`} title={`Link to statement ${story.statement}`} offsetMicros={story.offsetMicros} />
      <div class="story-what">
        <StatementText story={story} />
        <Values story={story} />
        {failure !== undefined && (
          <p class="story-failure">
            <strong>
              {visibleText(failure.tag)} {visibleText(failure.sqlState ?? '')}
            </strong>{' '}
            {visibleText(failure.message ?? '')}
          </p>
        )}
        {story.parts.length > 1 && <Parts story={story} />}
        <Notes story={story} />
      </div>
      <div class="story-figures">
        <span class={`story-outcome outcome-${tone}`}>{visibleText(outcome)}</span>
        <span>{story.rows > 0 ? counted(story.rows, 'row') : ''}</span>
        <span>{story.durationMicros === undefined ? '' : shortTime(story.durationMicros)}</span>
      </div>
    </li>
  );
}

function StatementText(props: { story: StatementStory }) {
  const { story } = props;
  if (story.sql === undefined) {
    const what = story.function === undefined ? `portal ${story.portal ?? '(unnamed)'}, whose text is not known` : `function with the object id ${story.function}`;
    return <p class="story-unknown">{visibleText(what)}</p>;
  }
  const note = keptNote(story.sql);
  const text = keptText(story.sql);
  return (
    <>
      {text.trim() === '' ? <p class="story-unknown">nothing</p> : <FoldedText text={text.trim()} label={`Text of statement ${story.statement}`} cut={story.sql.cut === true} />}
      {note !== '' && <p class="story-note">{note}</p>}
    </>
  );
}

function Values(props: { story: StatementStory }) {
  const { values, valuesComplete } = props.story;
  if (values === undefined || (values.length === 0 && valuesComplete === true)) {
    return null;
  }
  return (
    <dl class="story-values" aria-label="Bound values">
      {values.map((value, i) => (
        <div key={i}>
          <dt>${i + 1}</dt>
          <dd class={value.null === true ? 'value-null' : ''}>
            {valueText(value)}
            {value.cut === true && <span class="fold-mark"> … {byteSize(value.length ?? null)}</span>}
          </dd>
        </div>
      ))}
      {valuesComplete === false && (
        <div>
          <dd class="story-note">not all values are shown</dd>
        </div>
      )}
    </dl>
  );
}

function valueText(value: BoundValue): string {
  if (value.null === true) {
    return 'NULL';
  }
  return value.hex !== undefined ? `\\x${value.hex}` : visibleText(value.text ?? '');
}

function Parts(props: { story: StatementStory }) {
  const { story } = props;
  return (
    <ol class="story-parts" aria-label="Commands of this statement">
      {story.parts.map((part) => (
        <li key={part.part} class={part.outcome === 'failed' ? 'unusual' : ''}>
          {visibleText(part.outcome === 'completed' ? part.tag : part.outcome)}
          {part.rows > 0 ? `, ${counted(part.rows, 'row')}` : ''}
        </li>
      ))}
      {story.moreParts !== undefined && <li>and {story.moreParts} more</li>}
    </ol>
  );
}

function Notes(props: { story: StatementStory }) {
  const { story } = props;
  const notes: string[] = [];
  if (story.cancelled) {
    notes.push('the client asked to cancel it');
  }
  if (story.copiedBytes !== undefined) {
    notes.push(`${byteSize(story.copiedBytes)} sent for COPY`);
  }
  if (story.copyFailure !== undefined) {
    notes.push(`the client gave up: ${visibleText(story.copyFailure)}`);
  }
  notes.push(...limitNotes(story.limited));
  return notes.length === 0 ? null : <p class="story-note">{notes.join('; ')}</p>;
}
