/**
 * What passes on the streams of an exec, an attach or a forwarded port, told as events. Bytes are
 * read and never changed.
 */
@NullMarked
package dev.gatescribe.gateway.k8s.stream;

import org.jspecify.annotations.NullMarked;
