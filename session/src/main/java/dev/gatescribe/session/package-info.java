/**
 * The words that every room of the house shares, and the ports through which the rooms talk.
 *
 * <p>The words follow the vocabulary of the architecture: a {@link
 * dev.gatescribe.session.Principal} asks with a {@link dev.gatescribe.session.SessionRequest}; the
 * {@link dev.gatescribe.session.Admitter} answers with an {@link dev.gatescribe.session.Admission};
 * an admitted session carries an {@link dev.gatescribe.session.AdmissionProof}, which is redeemed
 * once, for one dial. Everything that then passes is appended to a {@link
 * dev.gatescribe.session.Recording} before it is forwarded.
 *
 * <p>This package knows the JDK and nothing else.
 */
@NullMarked
package dev.gatescribe.session;

import org.jspecify.annotations.NullMarked;
