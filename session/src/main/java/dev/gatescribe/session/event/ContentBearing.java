package dev.gatescribe.session.event;

/** An event that carries bytes of the session, or says why it does not. */
public interface ContentBearing {
  Content content();
}
