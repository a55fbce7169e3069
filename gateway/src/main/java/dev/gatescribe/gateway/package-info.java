/**
 * What every door does alike.
 *
 * <p>A door knows its protocol: how a client says who it is and where it wants to go, how bytes
 * pass, and how a refusal is said. What happens in between is the same at all of them: the {@link
 * dev.gatescribe.gateway.SessionOpener} asks the admitter, opens the recording, audits, uses the
 * proof up and asks for the address and the credential of the target; the {@link
 * dev.gatescribe.gateway.Tap} is the only way into the recording; the {@link
 * dev.gatescribe.gateway.SessionAudit} tells what became of the session.
 *
 * <p>Nothing here knows a protocol, a door or a network library. Whatever waits is for virtual
 * threads.
 */
@NullMarked
package dev.gatescribe.gateway;

import org.jspecify.annotations.NullMarked;
