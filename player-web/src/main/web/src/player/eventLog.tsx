// The log beside the terminal. A click goes to the moment.
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { clockTime } from '../format';
import { lastIndexWhere } from './idle';
import { logLine, MOST_LOG_LINES, type LogLine } from './log';
import type { Player } from './player';

export function EventLog(props: { player: Player; version: number; position: number }) {
  const { player, version, position } = props;
  const list = useRef<HTMLOListElement>(null);
  const all = useMemo(
    () => player.tape.events.map(logLine).filter((line): line is LogLine => line !== undefined),
    [player, version],
  );
  const lines = all.slice(0, MOST_LOG_LINES);
  const current = lastIndexWhere(lines, (line) => line.time <= position);
  const severalStreams = player.tape.tracks.size > 1;

  useEffect(() => {
    const row = list.current?.children[current];
    if (row instanceof HTMLElement && list.current !== null) {
      keepInView(list.current, row);
    }
  }, [current]);

  const go = (line: LogLine) => {
    if (line.stream !== undefined && line.stream !== player.stream) {
      player.choose(line.stream);
    }
    player.seek(line.time);
  };
  return (
    <section class="log" aria-labelledby="log-title">
      <h2 id="log-title">Events</h2>
      {all.length === 0 && <p class="quiet-text">Nothing yet.</p>}
      <ol ref={list}>
        {lines.map((line, i) => (
          <li key={line.sequence}>
            <button type="button" class={`log-line tone-${line.tone}`} aria-current={i === current ? 'step' : undefined} onClick={() => go(line)}>
              <span class="log-time">{clockTime(line.time)}</span>
              <span class="log-text" title={line.text}>
                {severalStreams && line.stream !== undefined && <span class="log-stream">{line.stream}</span>}
                {line.text}
              </span>
            </button>
          </li>
        ))}
      </ol>
      {all.length > lines.length && <p class="quiet-text">and {all.length - lines.length} more; the export has them all.</p>}
    </section>
  );
}

/** Scrolls the log alone, never the page. */
function keepInView(list: HTMLElement, row: HTMLElement): void {
  const top = row.offsetTop - list.offsetTop;
  if (top < list.scrollTop || top + row.offsetHeight > list.scrollTop + list.clientHeight) {
    list.scrollTop = top - list.clientHeight / 2;
  }
}
