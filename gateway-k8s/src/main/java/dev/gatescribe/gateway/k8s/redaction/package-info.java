/**
 * What of a change is recorded: the document as it was sent, with the values of Secrets replaced.
 */
@NullMarked
package dev.gatescribe.gateway.k8s.redaction;

import org.jspecify.annotations.NullMarked;
