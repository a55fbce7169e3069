/**
 * An OpenID Connect relying party: discovery, the authorization code flow with PKCE, tokens and the
 * keys that sign them. Whatever an issuer sends is bounded in size and time, and believed only when
 * its signature and every claim that counts have been checked.
 */
@NullMarked
package dev.gatescribe.identity.oidc;

import org.jspecify.annotations.NullMarked;
