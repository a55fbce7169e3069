/**
 * What a request to an API server is about, read from its method, path and query exactly as the API
 * server reads it for its own authorisation, and what a scope of namespaces says to that.
 */
@NullMarked
package dev.gatescribe.gateway.k8s.request;

import org.jspecify.annotations.NullMarked;
