package dev.gatescribe.identity.signin;

import dev.gatescribe.session.Authentication;
import dev.gatescribe.session.Identity;

/**
 * Somebody whose browser is signed in.
 *
 * @param mayWatch whether they may look at recordings
 */
public record Visitor(Identity identity, Authentication authentication, boolean mayWatch) {}
