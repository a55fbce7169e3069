/**
 * Browsers sign in, stay signed in while their issuer says so, and sign out. Each step that lets
 * somebody in is in the audit log before it counts.
 */
@NullMarked
package dev.gatescribe.identity.signin;

import org.jspecify.annotations.NullMarked;
