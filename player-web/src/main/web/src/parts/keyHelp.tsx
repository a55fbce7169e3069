// The keyboard of the player, on one page.
import { useEffect, useRef } from 'preact/hooks';
import { KEY_HELP } from '../player/keys';

export function KeyHelp(props: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const closeOutside = (event: MouseEvent) => {
    if (event.target === dialog.current) {
      props.onClose();
    }
  };
  return (
    <dialog ref={dialog} class="key-help" aria-labelledby="key-help-title" onClose={props.onClose} onClick={closeOutside}>
      <div class="key-help-page">
        <h2 id="key-help-title">Keyboard</h2>
        <dl>
          {KEY_HELP.map(({ keys, meaning }) => (
            <div key={meaning}>
              <dt>
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
        <button type="button" class="button" onClick={props.onClose}>
          Close
        </button>
      </div>
    </dialog>
  );
}
