package dev.gatescribe.cli.coverage;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatescribe.cli.reconcile.Bypass;
import dev.gatescribe.cli.reconcile.LogFile;
import dev.gatescribe.cli.reconcile.Match;
import dev.gatescribe.cli.reconcile.SessionConnection;
import dev.gatescribe.cli.terminal.Figures;
import dev.gatescribe.cli.terminal.Table;
import java.io.PrintWriter;
import java.util.List;

/**
 * What a reconciliation came to.
 *
 * @param explained logins and requests that a session explains
 * @param unreadable recordings that could not be read, a line each
 */
record ReconcileReport(
    LogOptions.Outcome read,
    int logins,
    int requests,
    int explained,
    List<Bypass> bypasses,
    List<SessionConnection> unseen,
    List<String> unreadable,
    Match match) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** A list of what could not be read helps nobody beyond this. */
  private static final int UNREADABLE_SHOWN = 20;

  void print(PrintWriter out, boolean withUnseen) {
    if (!bypasses.isEmpty()) {
      printBypasses(out);
    }
    if (withUnseen && !unseen.isEmpty()) {
      printUnseen(out);
    }
    for (LogFile.Outcome file : read.files()) {
      out.println(Figures.printable(said(file)));
    }
    unreadable.stream()
        .limit(UNREADABLE_SHOWN)
        .forEach(line -> out.println("WRONG  cannot be read: " + Figures.printable(line)));
    if (unreadable.size() > UNREADABLE_SHOWN) {
      out.println("       and " + (unreadable.size() - UNREADABLE_SHOWN) + " more");
    }
    if (read.clusterRequests() > 0) {
      out.printf("%,d requests of the cluster's own parts were left out%n", read.clusterRequests());
    }
    if (!unseen.isEmpty() && !withUnseen) {
      out.printf("%,d sessions are in none of these logs; --unseen names them%n", unseen.size());
    }
    if (match != Match.ADDRESS && logins > 0) {
      out.println("weaker than it could be: matched by " + match.description());
    }
    long unexplained = bypasses.stream().mapToLong(Bypass::count).sum();
    out.printf(
        "%s %,d of %,d logins and requests have no session; %,d have one%n",
        unexplained == 0 ? "OK    " : "WRONG ", unexplained, (long) logins + requests, explained);
  }

  private void printBypasses(PrintWriter out) {
    Table table = new Table("TIME", "KIND", "LOGIN", "FROM", "METHOD", "COUNT", "WHERE", "WHY");
    for (Bypass bypass : bypasses) {
      table.row(
          Figures.time(bypass.at()),
          bypass.kind(),
          bypass.login(),
          bypass.from(),
          bypass.method(),
          Long.toString(bypass.count()),
          bypass.place().toString(),
          bypass.why());
    }
    out.print(table);
    out.println();
  }

  private void printUnseen(PrintWriter out) {
    Table table = new Table("CONNECTED", "SESSION", "WHO", "TARGET", "LOGIN", "FROM");
    for (SessionConnection connection : unseen) {
      table.row(
          Figures.time(connection.at()),
          connection.session().toString(),
          connection.principal(),
          connection.target(),
          connection.login(),
          connection.address() + " port " + connection.port());
    }
    out.print(table);
    out.println();
  }

  private static String said(LogFile.Outcome file) {
    StringBuilder said =
        new StringBuilder(
            String.format("%s: %,d lines, %,d logins", file.name(), file.lines(), file.logins()));
    if (file.malformed() > 0) {
      said.append(
          String.format(
              ", %,d lines not understood (the first is line %,d)",
              file.malformed(), file.firstMalformed()));
    }
    if (file.tooLong() > 0) {
      said.append(String.format(", %,d lines too long to look at", file.tooLong()));
    }
    if (file.logins() == 0 && file.lines() > 0) {
      said.append("; is it the right log, and are logins logged?");
    }
    return said.toString();
  }

  void printJson(PrintWriter out) {
    ObjectNode node = JSON.createObjectNode();
    node.put("logins", logins);
    node.put("requests", requests);
    node.put("explained", explained);
    node.put("match", match.name().toLowerCase(java.util.Locale.ROOT));
    ArrayNode array = node.putArray("bypasses");
    for (Bypass bypass : bypasses) {
      array
          .addObject()
          .put("at", bypass.at().toString())
          .put("kind", bypass.kind())
          .put("login", bypass.login())
          .put("from", bypass.from())
          .put("method", bypass.method())
          .put("count", bypass.count())
          .put("file", bypass.place().file())
          .put("line", bypass.place().line())
          .put("why", bypass.why());
    }
    ArrayNode sessions = node.putArray("unseenSessions");
    unseen.forEach(connection -> sessions.add(connection.session().toString()));
    ArrayNode damaged = node.putArray("unreadable");
    unreadable.forEach(damaged::add);
    ArrayNode files = node.putArray("files");
    for (LogFile.Outcome file : read.files()) {
      files
          .addObject()
          .put("name", file.name())
          .put("lines", file.lines())
          .put("logins", file.logins())
          .put("malformed", file.malformed())
          .put("tooLong", file.tooLong());
    }
    out.println(node.toPrettyString());
  }
}
