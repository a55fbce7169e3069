package dev.gatescribe.cli;

import dev.gatescribe.session.AccessToken;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes an access token: what its holder is given, and what the configuration knows of it. */
@Command(
    name = "access-token",
    description = {
      "Make a token with which somebody signs in to databases and clusters.",
      "Nothing keeps it: the configuration holds only its digest."
    },
    mixinStandardHelpOptions = true)
public final class AccessTokenCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "What audit events and recordings call it (default: ${DEFAULT-VALUE}).",
      defaultValue = "laptop")
  private String name;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  public AccessTokenCommand() {}

  @Override
  public Integer call() {
    AccessToken token = AccessToken.create();
    PrintWriter out = spec.commandLine().getOut();
    out.println("The token. Give it to its holder, and to nobody else; it is shown this once:");
    out.println();
    out.println("  " + token.text());
    out.println();
    out.println("For the configuration, under the principal:");
    out.println();
    out.println("    accessTokens:");
    out.println("      - name: " + name);
    out.println("        sha256: " + digest(token));
    out.println("        targets: ['*']");
    return ExitCode.OK;
  }

  private static String digest(AccessToken token) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(token.text().getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK knows SHA-256", e);
    }
  }
}
