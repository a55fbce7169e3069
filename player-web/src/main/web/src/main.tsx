// Starts the application: theme, viewer, page.
import '@xterm/xterm/css/xterm.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/state.css';
import './styles/sessions.css';
import './styles/search.css';
import './styles/player.css';
import './styles/timeline.css';
import './styles/log.css';
import './styles/keyHelp.css';
import './styles/stories.css';
import { render } from 'preact';
import { useCallback, useEffect, useState } from 'preact/hooks';
import { ApiProblem, getViewer, type Viewer } from './api';
import { NothingToWatch } from './pages/nothingToWatch';
import { SessionPage } from './pages/session';
import { SessionsPage } from './pages/sessions';
import { SignInPage } from './pages/signIn';
import { Header } from './parts/header';
import { Notice } from './parts/notice';
import { useRoute } from './router';
import { applyTheme, storedTheme } from './theme';

type Door = { state: 'knocking' } | { state: 'open'; viewer: Viewer } | { state: 'closed' } | { state: 'failed'; detail: string };

function Application() {
  const [door, setDoor] = useState<Door>({ state: 'knocking' });
  const route = useRoute();
  const knock = useCallback(() => {
    setDoor({ state: 'knocking' });
    getViewer().then(
      (viewer) => setDoor({ state: 'open', viewer }),
      (problem: unknown) => {
        if (problem instanceof ApiProblem && problem.isSignedOut) {
          setDoor({ state: 'closed' });
        } else {
          setDoor({ state: 'failed', detail: problem instanceof Error ? problem.message : String(problem) });
        }
      },
    );
  }, []);
  const signedOut = useCallback(() => setDoor({ state: 'closed' }), []);
  useEffect(knock, [knock]);
  const mayWatch = door.state === 'open' && door.viewer.mayWatch;

  return (
    <>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <Header viewer={door.state === 'open' ? door.viewer : undefined} onSignedOut={signedOut} />
      <main id="main" tabIndex={-1}>
        {door.state === 'closed' && <SignInPage onRetry={knock} />}
        {door.state === 'failed' && (
          <Notice title="The gateway does not answer" action={{ label: 'Try again', run: knock }}>
            <p>{door.detail}</p>
          </Notice>
        )}
        {door.state === 'open' && !door.viewer.mayWatch && <NothingToWatch name={door.viewer.name} onRetry={knock} />}
        {mayWatch && route.page === 'sessions' && <SessionsPage onSignedOut={signedOut} />}
        {mayWatch && route.page === 'session' && (
          <SessionPage key={route.id} id={route.id} onSignedOut={signedOut} />
        )}
        {mayWatch && route.page === 'unknown' && (
          <Notice title="There is no such page">
            <p>
              The address may have been cut off when it was copied. <a href="/">All sessions</a>
            </p>
          </Notice>
        )}
      </main>
    </>
  );
}

applyTheme(storedTheme());
const root = document.getElementById('application');
if (root !== null) {
  render(<Application />, root);
}
