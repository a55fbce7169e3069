package dev.gatescribe.session;

import java.net.URI;
import java.util.Objects;

/**
 * A question to those who may approve.
 *
 * @param id what people call it
 * @param where the page that shows it
 */
public record AccessRequest(String id, URI where) {
  public AccessRequest {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(where, "where");
  }
}
