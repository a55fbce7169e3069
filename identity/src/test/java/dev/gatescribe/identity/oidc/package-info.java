/** Tokens and answers that must not be believed. */
package dev.gatescribe.identity.oidc;
