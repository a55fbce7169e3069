/**
 * Who has signed in and which browser sessions are open, in the metadata database. Secrets of
 * browsers are here as digests alone, tokens of issuers sealed.
 */
@NullMarked
package dev.gatescribe.identity.store;

import org.jspecify.annotations.NullMarked;
