// A calm box in the middle of the page: for empty, failed and missing things. Says what to do next.
import type { ComponentChildren } from 'preact';

export function Notice(props: {
  title: string;
  children: ComponentChildren;
  action?: { label: string; run: () => void };
}) {
  return (
    <section class="notice" role="status">
      <h1>{props.title}</h1>
      {props.children}
      {props.action !== undefined && (
        <button type="button" class="button" onClick={props.action.run}>
          {props.action.label}
        </button>
      )}
    </section>
  );
}
