package dev.gatescribe.server;

import dev.gatescribe.admission.AdmissionConfiguration;
import dev.gatescribe.admission.policy.AddressRange;
import dev.gatescribe.admission.policy.Decision;
import dev.gatescribe.admission.policy.Explanation;
import dev.gatescribe.admission.policy.Question;
import dev.gatescribe.cli.ExitCode;
import dev.gatescribe.session.Authentication;
import dev.gatescribe.session.AuthenticationMethod;
import dev.gatescribe.session.Identity;
import dev.gatescribe.session.IdpGroup;
import dev.gatescribe.session.Principal;
import dev.gatescribe.session.Protocol;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "explain",
    description = {
      "Say what the policies of a configuration answer somebody, which of them decides, and which of its",
      "conditions. Exits with 0 if the session would be admitted, and with 1 if not."
    },
    mixinStandardHelpOptions = true)
final class PolicyExplainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      description = "The configuration.")
  private Path configuration;

  @Option(
      names = "--who",
      paramLabel = "NAME",
      required = true,
      description =
          "Who asks: a principal of the configuration, or anybody, with --email and --group.")
  private String who;

  @Option(
      names = "--target",
      paramLabel = "NAME",
      required = true,
      description = "What is asked for.")
  private String target;

  @Option(
      names = "--login",
      paramLabel = "LOGIN",
      required = true,
      description = "As which account: a login, a role, a group of a cluster.")
  private String login;

  @Option(
      names = "--from",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "The client's address (default: ${DEFAULT-VALUE}).")
  private String from;

  @Option(names = "--email", paramLabel = "ADDRESS", description = "Their verified address.")
  private @Nullable String email;

  @Option(
      names = "--group",
      paramLabel = "ISSUER/NAME",
      description = "A group that an identity provider says they are in; may be repeated.")
  private List<String> groups = List.of();

  @Option(names = "--service-account", description = "It is a workload.")
  private boolean serviceAccount;

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      defaultValue = "publickey",
      description =
          "How they proved it: publickey, certificate, access-token, oidc, one-time-pin, browser,"
              + " front-door (default: ${DEFAULT-VALUE}).")
  private String method;

  @Option(
      names = "--mfa-age",
      paramLabel = "TIME",
      description = "How long ago they showed a second factor, such as 3m (default: never).")
  private @Nullable String mfaAge;

  @Option(
      names = "--posture",
      paramLabel = "KEY=VALUE",
      description = "What a verified claim says of their device; may be repeated.")
  private Map<String, String> posture = Map.of();

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description = "When, such as 2027-01-31T18:00:00Z (default: now).")
  private @Nullable String at;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  PolicyExplainCommand() {}

  @Override
  public Integer call() throws StartException {
    AdmissionConfiguration admission = ServerConfiguration.read(configuration).admission();
    Explanation explanation = admission.engine().explain(question(admission));
    PrintWriter out = spec.commandLine().getOut();
    out.println(explanation.outcome());
    PolicyExplanationText.lines(explanation).forEach(line -> out.println("  " + line));
    return switch (explanation.decision()) {
      case Decision.Allowed _ -> ExitCode.OK;
      case Decision.Refused _ -> ExitCode.DOES_NOT_HOLD;
    };
  }

  private Question question(AdmissionConfiguration admission) {
    Instant now = at == null ? Instant.now() : parsed("--at", at, Instant::parse);
    Optional<Duration> age =
        Optional.ofNullable(mfaAge)
            .map(text ->
                parsed(
                    "--mfa-age",
                    text,
                    value -> Duration.parse("PT" + value.toUpperCase(Locale.ROOT))));
    Authentication authentication =
        new Authentication(
            AuthenticationMethod.ofCode(method).orElseThrow(() -> wrong("--method", method)),
            "explained",
            now,
            age.map(now::minus),
            posture);
    InetAddress client = AddressRange.address(from).orElseThrow(() -> wrong("--from", from));
    Protocol protocol =
        admission.targets().stream()
            .map(definition -> definition.target())
            .filter(known -> known.name().equals(target))
            .map(known -> known.protocol())
            .findFirst()
            .orElse(Protocol.SSH);
    return new Question(
        identity(admission), authentication, protocol, target, login, client, now, now);
  }

  private Identity identity(AdmissionConfiguration admission) {
    Optional<Identity> known =
        admission.principals().stream()
            .filter(definition -> definition.principal().name().equals(who))
            .map(definition -> definition.identity())
            .findFirst();
    Set<IdpGroup> said = new HashSet<>();
    for (String group : groups) {
      int slash = group.indexOf('/');
      if (slash < 1) {
        throw wrong("--group", group);
      }
      said.add(new IdpGroup(group.substring(0, slash), group.substring(slash + 1)));
    }
    return new Identity(
        new Principal(who),
        serviceAccount
            ? Identity.Kind.SERVICE_ACCOUNT
            : known.map(Identity::kind).orElse(Identity.Kind.PERSON),
        Optional.ofNullable(email).or(() -> known.flatMap(Identity::email)),
        said);
  }

  private <T> T parsed(String option, String text, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (DateTimeParseException e) {
      throw wrong(option, text);
    }
  }

  private ParameterException wrong(String option, String text) {
    return new ParameterException(
        spec.commandLine(), "'" + text + "' cannot be the value of " + option);
  }
}
