package dev.gatescribe.gateway.k8s;

import dev.gatescribe.gateway.k8s.request.RequestTarget;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;

/**
 * Reads requests, and takes none that two servers could read in two ways: no second content length,
 * no content length beside a transfer encoding (RFC 9112, section 6.1).
 */
final class StrictRequestDecoder extends HttpRequestDecoder {

  /** Room for the method and the prefix beside path and query. */
  private static final int FIRST_LINE_MAX_BYTES = RequestTarget.TEXT_MAX_LENGTH + 1_024;

  private static final int HEADERS_MAX_BYTES = 64 * 1_024;

  /** Longest piece of a body that is passed on at once. */
  private static final int PIECE_MAX_BYTES = 64 * 1_024;

  StrictRequestDecoder() {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(FIRST_LINE_MAX_BYTES)
            .setMaxHeaderSize(HEADERS_MAX_BYTES)
            .setMaxChunkSize(PIECE_MAX_BYTES)
            .setStrictLineParsing(true)
            .setUseRfc9112TransferEncoding(true)
            .setAllowDuplicateContentLengths(false));
  }

  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException("a content length beside a transfer encoding");
  }
}
