// Addresses: `/` is the list, `/sessions/ID` one session. Everything else leads home.
import { useEffect, useState } from 'preact/hooks';

export type Route = { page: 'sessions' } | { page: 'session'; id: string } | { page: 'unknown' };

export function routeOf(path: string): Route {
  if (path === '/' || path === '/index.html') {
    return { page: 'sessions' };
  }
  const session = /^\/sessions\/([0-9a-z]{26})\/?$/.exec(path);
  return session?.[1] === undefined ? { page: 'unknown' } : { page: 'session', id: session[1] };
}

export function sessionAddress(id: string): string {
  return `/sessions/${id}`;
}

export function useRoute(): Route {
  const [path, setPath] = useState(window.location.pathname);
  useEffect(() => {
    const moved = () => setPath(window.location.pathname);
    window.addEventListener('popstate', moved);
    document.addEventListener('click', followInside);
    return () => {
      window.removeEventListener('popstate', moved);
      document.removeEventListener('click', followInside);
    };
  }, []);
  return routeOf(path);
}

/** Plain clicks on links of ours change the page without loading it again. */
function followInside(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) {
    return;
  }
  const link = (event.target as Element | null)?.closest('a');
  if (link == null || link.target !== '' || link.hasAttribute('download') || link.origin !== window.location.origin) {
    return;
  }
  if (routeOf(link.pathname).page === 'unknown' || (link.hash !== '' && link.pathname === window.location.pathname)) {
    return; // A place on this page the browser finds by itself.
  }
  event.preventDefault();
  window.history.pushState(null, '', link.href);
  window.dispatchEvent(new PopStateEvent('popstate'));
  window.scrollTo(0, 0);
}
