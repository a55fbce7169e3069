package dev.gatescribe.index;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the metadata database is.
 *
 * @param url of JDBC
 * @param authorities who signs its certificate, in PEM; empty for what the URL says
 */
public record MetadataAddress(
    String url, String user, String password, Optional<Path> authorities) {

  /** Shows no password. */
  @Override
  public String toString() {
    return "MetadataAddress[" + user + " at " + url + "]";
  }
}
