package dev.gatescribe.gateway.k8s.stream;

import dev.gatescribe.gateway.k8s.wire.ChannelDecoder;

/** Readers for the two directions of a connection. */
record Directions(ChannelDecoder client, ChannelDecoder upstream) {}
