/**
 * Who is it, in the browser. {@link dev.gatescribe.identity.oidc} speaks OpenID Connect with the
 * issuers that the operator named; {@link dev.gatescribe.identity.store} keeps who has signed in
 * and their web sessions in the metadata database; {@link dev.gatescribe.identity.signin} puts the
 * two together. Here are the words that they share.
 */
@NullMarked
package dev.gatescribe.identity;

import org.jspecify.annotations.NullMarked;
