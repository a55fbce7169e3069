package dev.gatescribe.server;

import dev.gatescribe.admission.document.HostAndPort;
import dev.gatescribe.session.Protocol;

/**
 * A door as configured: where clients of one protocol come in.
 *
 * @param key of the configuration, for messages
 */
record Door(Protocol protocol, HostAndPort listen, String key) {}
