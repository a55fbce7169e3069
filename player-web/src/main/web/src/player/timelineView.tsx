// The timeline: what happened when, where playing stands, and a slider to move it.
import { useMemo, useRef, useState } from 'preact/hooks';
import { clockTime, spokenTime } from '../format';
import { IDLE_LONGER_THAN_SECONDS } from './idle';
import type { Player } from './player';
import { activity, activityPath, marks, timeAt } from './timeline';

/** As many columns as a wide screen can tell apart. */
const COLUMNS = 240;

/** Idle stretches narrower than this share of the timeline are not hatched. */
const LEAST_HATCHED_SHARE = 0.01;

export function TimelineView(props: { player: Player; position: number; version: number; duration: number }) {
  const { player, position, version, duration } = props;
  const track = useRef<HTMLDivElement>(null);
  const [hover, setHover] = useState<number | undefined>(undefined);
  const stream = player.stream;
  const shape = useMemo(() => {
    const found = stream === undefined ? undefined : player.tape.track(stream);
    return {
      path: activityPath(activity(found?.events ?? [], duration, COLUMNS)),
      marks: marks(found),
      gaps: stream === undefined ? [] : player.tape.idleMap(stream).gaps,
    };
  }, [player, stream, version, duration]);

  const timeOf = (event: PointerEvent) => {
    const box = track.current?.getBoundingClientRect();
    return box === undefined ? 0 : timeAt(event.clientX, box.left, box.width, duration);
  };
  const down = (event: PointerEvent) => {
    if (event.button === 0) {
      track.current?.setPointerCapture(event.pointerId);
      player.seek(timeOf(event));
    }
  };
  const move = (event: PointerEvent) => {
    const time = timeOf(event);
    setHover(time);
    if (track.current?.hasPointerCapture(event.pointerId) === true) {
      player.seek(time);
    }
  };
  const percent = (time: number) => `${duration <= 0 ? 0 : (Math.min(time, duration) / duration) * 100}%`;

  return (
    <div
      class="timeline"
      ref={track}
      role="slider"
      tabIndex={0}
      aria-label="Position in the recording"
      aria-valuemin={0}
      aria-valuemax={Math.round(duration * 10) / 10}
      aria-valuenow={Math.round(position * 10) / 10}
      aria-valuetext={`${spokenTime(position)} of ${spokenTime(duration)}`}
      onPointerDown={down}
      onPointerMove={move}
      onPointerLeave={() => setHover(undefined)}
    >
      <div class="timeline-loaded" style={{ width: percent(player.end) }} />
      {player.clock.skipIdle &&
        shape.gaps
          .filter((gap) => gap.to - gap.from > Math.max(IDLE_LONGER_THAN_SECONDS, duration * LEAST_HATCHED_SHARE))
          .map((gap) => (
            <div key={gap.from} class="timeline-idle" style={{ left: percent(gap.from), width: percent(gap.to - gap.from) }} />
          ))}
      <svg class="timeline-activity" viewBox={`0 0 ${COLUMNS} 1`} preserveAspectRatio="none" aria-hidden="true">
        <path d={shape.path} />
      </svg>
      {shape.marks.map((mark, i) => (
        <div key={i} class={`mark mark-${mark.kind}`} style={{ left: `clamp(4px, ${percent(mark.time)}, calc(100% - 4px))` }} />
      ))}
      <div class="timeline-played" style={{ width: percent(position) }} />
      <div class="playhead" style={{ left: percent(position) }} />
      {hover !== undefined && (
        <div class="hover-time" style={{ left: percent(hover) }}>
          {clockTime(hover, true)}
        </div>
      )}
    </div>
  );
}
