package dev.gatescribe.admission.policy;

import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.CelVariableResolver;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * An expression in CEL, the Common Expression Language, that is true or false. Compiled and checked
 * against the types of what it may ask for when it is loaded, so that a misspelt word is found
 * there. Its evaluation always ends: the language has no loops but over what it is given, and those
 * are counted.
 */
public final class Condition {
  /** Longer than this it is a program, and belongs into groups and several policies. */
  public static final int MAX_CHARACTERS = 1_000;

  /** Enough to walk through some thousand groups once; more is a mistake or an attack. */
  private static final int ITERATIONS_MAX = 5_000;

  /** How deep brackets may stand in each other. */
  private static final int DEPTH_MAX = 32;

  private static final CelOptions OPTIONS =
      CelOptions.current()
          .maxExpressionCodePointSize(MAX_CHARACTERS)
          .maxParseRecursionDepth(DEPTH_MAX)
          .comprehensionMaxIterations(ITERATIONS_MAX)
          .build();

  private static final CelType TEXTS = ListType.create(SimpleType.STRING);
  private static final CelType TEXTS_BY_NAME = MapType.create(SimpleType.STRING, SimpleType.STRING);

  /** What an expression may ask for. {@link Evaluation} says what it stands for. */
  private static final SortedMap<String, CelType> VARIABLES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("request.login", SimpleType.STRING),
              Map.entry("request.protocol", SimpleType.STRING),
              Map.entry("request.address", SimpleType.STRING),
              Map.entry("request.time", SimpleType.TIMESTAMP),
              Map.entry("identity.name", SimpleType.STRING),
              Map.entry("identity.kind", SimpleType.STRING),
              Map.entry("identity.email", SimpleType.STRING),
              Map.entry("identity.groups", TEXTS),
              Map.entry("identity.idpGroups", TEXTS),
              Map.entry("authentication.method", SimpleType.STRING),
              Map.entry("authentication.posture", TEXTS_BY_NAME),
              Map.entry("target.name", SimpleType.STRING),
              Map.entry("target.labels", TEXTS_BY_NAME)));

  private static final CelCompiler COMPILER = compiler();

  private static final CelRuntime RUNTIME =
      CelRuntimeFactory.legacyCelRuntimeBuilder().setOptions(OPTIONS).build();

  private final String text;
  private final CelRuntime.Program program;

  private Condition(String text, CelRuntime.Program program) {
    this.text = text;
    this.program = program;
  }

  private static CelCompiler compiler() {
    CelCompilerBuilder builder =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .setResultType(SimpleType.BOOL);
    VARIABLES.forEach(builder::addVar);
    return builder.build();
  }

  /**
   * Compiles an expression.
   *
   * @throws ConditionException with what is wrong, and at which character, if it is none
   */
  public static Condition compile(String text) throws ConditionException {
    if (text.length() > MAX_CHARACTERS) {
      throw new ConditionException("it has more than " + MAX_CHARACTERS + " characters");
    }
    CelValidationResult result = COMPILER.compile(text);
    if (result.hasError()) {
      throw new ConditionException(
          result.getErrors().stream()
              .limit(3)
              .map(Condition::problem)
              .collect(Collectors.joining("; ")));
    }
    try {
      return new Condition(text, RUNTIME.createProgram(result.getAst()));
    } catch (CelValidationException | CelEvaluationException e) {
      throw new ConditionException("it cannot be evaluated", e);
    }
  }

  private static String problem(CelIssue issue) {
    String place = " at character " + (issue.getSourceLocation().getColumn() + 1);
    return issue.getMessage().startsWith("undeclared reference")
        ? "nothing is known by the name"
            + place
            + "; known are "
            + String.join(", ", VARIABLES.keySet())
        : issue.getMessage() + place;
  }

  /**
   * Whether it holds.
   *
   * @param facts says what the names in it stand for
   * @throws ConditionException if that cannot be said
   */
  boolean holds(CelVariableResolver facts) throws ConditionException {
    try {
      return program.eval(facts) instanceof Boolean value && value;
    } catch (CelEvaluationException e) {
      throw new ConditionException(Objects.requireNonNullElse(e.getMessage(), "no value"), e);
    }
  }

  /** As it was written. */
  public String text() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Condition condition && condition.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
