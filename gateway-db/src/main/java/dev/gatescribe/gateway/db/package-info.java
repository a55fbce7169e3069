/**
 * The PostgreSQL door.
 *
 * <p>A stock {@code psql} arrives at the {@link dev.gatescribe.gateway.db.DatabaseGateway} with
 * {@code user=login@target} and an access token as password, inside TLS. An admitted session gets a
 * recording, then one connection to its target, on the same event loop. From there on two relays
 * pass bytes, one for each direction; what is about to pass is first recorded, and is forwarded
 * when the recording has accepted it. A ledger knows which answer belongs to which statement.
 *
 * <p>Event loops relay and never wait. Whatever waits (admission, audit, opening a recording, the
 * arithmetic of a password) runs on virtual threads.
 */
@NullMarked
package dev.gatescribe.gateway.db;

import org.jspecify.annotations.NullMarked;
