// Chooses among the streams of a session (what SSH calls channels).
import { useMemo } from 'preact/hooks';
import type { Player } from './player';
import type { StreamTrack } from './tape';

export function StreamPicker(props: { player: Player; version: number }) {
  const { player, version } = props;
  const tracks = useMemo(() => [...player.tape.tracks.values()].map((track) => ({ stream: track.stream, name: nameOf(track) })), [player, version]);
  return (
    <label class="streams">
      <span>Stream</span>
      <select value={player.stream} onChange={(event) => player.choose(Number(event.currentTarget.value))}>
        {tracks.map((track) => (
          <option key={track.stream} value={track.stream}>
            {track.name}
          </option>
        ))}
      </select>
      <span class="quiet-text">of {tracks.length}</span>
    </label>
  );
}

function nameOf(track: StreamTrack): string {
  const number = `${track.stream}`;
  switch (track.kind) {
    case 'shell':
      return `${number} · login shell`;
    case 'command':
      return `${number} · ${track.command ?? ''}`;
    case 'other':
      return `${number} · nothing started`;
  }
}
