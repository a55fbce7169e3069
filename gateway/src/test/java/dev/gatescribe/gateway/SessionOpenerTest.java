package dev.gatescribe.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatescribe.session.AccessRequest;
import dev.gatescribe.session.AccessToken;
import dev.gatescribe.session.Admission;
import dev.gatescribe.session.Admitter;
import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.AuditLog;
import dev.gatescribe.session.Authentication;
import dev.gatescribe.session.AuthenticationMethod;
import dev.gatescribe.session.Constraints;
import dev.gatescribe.session.CredentialSource;
import dev.gatescribe.session.DenialReason;
import dev.gatescribe.session.Durability;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.KeyHolder;
import dev.gatescribe.session.NamespaceScope;
import dev.gatescribe.session.Principal;
import dev.gatescribe.session.PrincipalDirectory;
import dev.gatescribe.session.ProofMint;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.Recorder;
import dev.gatescribe.session.RecordingException;
import dev.gatescribe.session.RecordingTerms;
import dev.gatescribe.session.RecordingTerms.Demand;
import dev.gatescribe.session.SessionRequest;
import dev.gatescribe.session.Target;
import dev.gatescribe.session.TargetDialer;
import dev.gatescribe.session.TargetTrust;
import dev.gatescribe.session.TokenHolder;
import dev.gatescribe.session.UpstreamCredential;
import dev.gatescribe.session.event.Event;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whatever fails on the way to a session is audited, and leaves no recording open. */
class SessionOpenerTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final InetSocketAddress ADDRESS =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 5432);
  private static final UpstreamCredential CREDENTIAL = new UpstreamCredential.Password("secret");
  private static final String UNRECORDED =
      "the session cannot be recorded, and what cannot be recorded is not done";

  private final HeldRecording recording = new HeldRecording();
  private final List<AuditEvent> audited = new ArrayList<>();
  private final List<String> steps = new ArrayList<>();
  private final SessionRequest request =
      new SessionRequest(
          recording.id(),
          Protocol.POSTGRESQL,
          new Principal("alice"),
          new Authentication(AuthenticationMethod.ACCESS_TOKEN, "laptop", Instant.EPOCH),
          "shopdb",
          "reader",
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_000),
          NOW);
  private Admitter admitter = this::admit;
  private Recorder recorder = (_, _) -> recording;
  private AuditLog auditLog = audited::add;
  private TargetDialer dialer = _ -> ADDRESS;
  private CredentialSource credentials = _ -> CREDENTIAL;

  private Admission admit(SessionRequest asked) {
    return admitted(asked, NOW.plusSeconds(60));
  }

  private static Admission admitted(SessionRequest asked, Instant proofExpiresAt) {
    Target target =
        new Target("shopdb", Protocol.POSTGRESQL, "localhost", 5432, new TargetTrust.Unprotected());
    return new Admission.Admitted(
        ProofMint.mint(asked, target, proofExpiresAt),
        new Constraints(
            "readers",
            Instant.MAX,
            new NamespaceScope.Every(),
            new RecordingTerms(Demand.REQUIRED, Durability.PROCESS)));
  }

  private Opening<String> open() throws InterruptedException {
    return open(session -> {
      session.reach("target shopdb");
      return "connected";
    });
  }

  private Opening<String> open(SessionOpener.Connecting<String> connecting)
      throws InterruptedException {
    GatewayPorts ports =
        new GatewayPorts(
            asked -> step("ask", admitter.admit(asked)),
            new Nobody(),
            (description, durability) -> step("record", recorder.open(description, durability)),
            event -> {
              auditLog.append(event);
              steps.add("audit " + event.action().code());
            },
            proof -> step("credential", credentials.credentialFor(proof)),
            proof -> step("dial", dialer.dial(proof)),
            Clock.fixed(NOW, ZoneOffset.UTC));
    return new SessionOpener(ports).open(request, connecting);
  }

  private <T> T step(String name, T answer) {
    steps.add(name);
    return answer;
  }

  @Test
  void anAdmittedSessionIsRecordedAndAuditedBeforeItsTargetIsDialled() throws Exception {
    List<ReachedTarget> reached = new ArrayList<>();

    Opening<String> opening =
        open(session -> {
          reached.add(session.reach("target shopdb"));
          return "connected";
        });

    assertThat(opening).isEqualTo(new Opening.Opened<>("connected"));
    assertThat(steps)
        .containsExactly("ask", "record", "audit session-started", "dial", "credential");
    assertThat(reached.getFirst().proof().login()).isEqualTo("reader");
    assertThat(reached.getFirst().address()).isEqualTo(ADDRESS);
    assertThat(reached.getFirst().credential()).isEqualTo(CREDENTIAL);
    assertThat(recording.ends()).isEmpty();
    AuditEvent started = audited.getFirst();
    assertThat(started.protocol()).isEqualTo(Protocol.POSTGRESQL);
    assertThat(started.session()).isEqualTo(request.id().toString());
    assertThat(started.principal()).isEqualTo("alice");
    assertThat(started.target()).isEqualTo("shopdb");
    assertThat(started.login()).isEqualTo("reader");
    assertThat(started.clientAddress()).isEqualTo("127.0.0.1:50000");
    assertThat(started.rule()).isEqualTo("readers");
  }

  @Test
  void whatTheAdmitterSaysComesOutAndNothingIsRecorded() throws Exception {
    AccessRequest accessRequest = new AccessRequest("AR-7", URI.create("https://gate/requests/7"));
    URI where = URI.create("https://gate/sign-in");

    admitter = _ -> new Admission.Pending(accessRequest);
    assertThat(open()).isEqualTo(new Opening.Pending<>(accessRequest));
    admitter = _ -> new Admission.StepUp(where);
    assertThat(open()).isEqualTo(new Opening.StepUp<>(where));
    admitter = _ -> new Admission.Denied(DenialReason.LOGIN_NOT_ALLOWED, "not as reader");
    assertThat(open())
        .isEqualTo(new Opening.Refused<>(DenialReason.LOGIN_NOT_ALLOWED, "not as reader"));

    // The admitter audits what it decides.
    assertThat(steps).containsExactly("ask", "ask", "ask");
  }

  @Test
  void withoutARecorderNothingIsDialled() throws Exception {
    recorder =
        (_, _) -> {
          throw new RecordingException("the disk is full");
        };

    assertThat(open())
        .isEqualTo(new Opening.Refused<>(DenialReason.RECORDING_UNAVAILABLE, UNRECORDED));
    assertThat(steps).containsExactly("ask", "audit session-denied");
    assertAudited(AuditAction.SESSION_DENIED, "recording-unavailable", UNRECORDED);
  }

  @Test
  void aStartThatCannotBeAuditedIsNone() throws Exception {
    auditLog =
        event -> {
          if (event.action() == AuditAction.SESSION_STARTED) {
            throw new RecordingException("the disk is full");
          }
          audited.add(event);
        };

    assertThat(open())
        .isEqualTo(new Opening.Refused<>(DenialReason.RECORDING_UNAVAILABLE, UNRECORDED));
    assertThat(steps).containsExactly("ask", "record", "audit session-denied");
    assertThat(recording.ends()).containsExactly(EndReason.RECORDER_FAILED);
  }

  @Test
  void aProofThatDoesNotHoldDialsNothing() throws Exception {
    admitter = asked -> admitted(asked, NOW);

    String explanation = "the proof expired at " + NOW;
    assertThat(open()).isEqualTo(new Opening.Refused<>(DenialReason.PROOF_REJECTED, explanation));
    assertThat(steps)
        .containsExactly("ask", "record", "audit session-started", "audit session-ended");
    assertEnded(EndReason.PROOF_REJECTED, explanation);
  }

  @Test
  void aProofOpensOneConnection() throws Exception {
    Opening<String> opening =
        open(session -> {
          session.reach("target shopdb");
          session.reach("target shopdb");
          return "connected twice";
        });

    assertThat(opening)
        .isEqualTo(new Opening.Refused<>(DenialReason.PROOF_REJECTED, "the proof was used before"));
    assertEnded(EndReason.PROOF_REJECTED, "the proof was used before");
  }

  @Test
  void aTargetWithoutAnAddressEndsTheSession() throws Exception {
    IOException unknown = new IOException("no such host");
    dialer =
        _ -> {
          throw unknown;
        };

    assertThat(problemOf(open())).hasCause(unknown);
    assertThat(steps).doesNotContain("credential");
    assertEnded(EndReason.TARGET_UNREACHABLE, "target shopdb cannot be reached");
  }

  @Test
  void aTargetWithoutACredentialEndsTheSessionInTheDoorsWords() throws Exception {
    IOException missing = new IOException("no such file");
    credentials =
        _ -> {
          throw missing;
        };

    Opening<String> opening =
        open(session -> {
          session.reach("target shopdb as reader");
          return "connected";
        });

    assertThat(problemOf(opening)).hasCause(missing);
    assertEnded(
        EndReason.TARGET_AUTHENTICATION_FAILED,
        "there is no usable credential for target shopdb as reader");
  }

  @Test
  void aDoorThatDoesNotConnectEndsTheSession() throws Exception {
    UpstreamException problem =
        new UpstreamException(EndReason.TARGET_CERTIFICATE_REJECTED, "not trusted");

    Opening<String> opening =
        open(_ -> {
          throw problem;
        });

    assertThat(problemOf(opening)).isSameAs(problem);
    assertEnded(EndReason.TARGET_CERTIFICATE_REJECTED, "not trusted");
  }

  @Test
  void aDoorThatCannotRecordWhatComesFirstIsRefused() throws Exception {
    recording.fail("the disk is full");

    Opening<String> opening =
        open(session -> {
          session.tap().acceptNow(new Event.StreamClosed(1));
          session.reach("target shopdb");
          return "connected";
        });

    assertThat(opening)
        .isEqualTo(new Opening.Refused<>(DenialReason.RECORDING_UNAVAILABLE, UNRECORDED));
    assertThat(steps).doesNotContain("dial");
    assertThat(recording.ends()).containsExactly(EndReason.RECORDER_FAILED);
    assertAudited(
        AuditAction.SESSION_ENDED, "recorder-failed", "the session could not be recorded");
    assertAudited(AuditAction.SESSION_DENIED, "recording-unavailable", UNRECORDED);
  }

  @Test
  void anErrorOfTheDoorLeavesNoRecordingOpen() {
    assertThatThrownBy(() ->
            open(_ -> {
              throw new IllegalStateException("a bug of the door");
            }))
        .hasMessage("a bug of the door");
    assertEnded(EndReason.GATEWAY_ERROR, "");
  }

  private static UpstreamException problemOf(Opening<String> opening) {
    return ((Opening.Ended<String>) opening).problem();
  }

  private void assertEnded(EndReason reason, String detail) {
    assertThat(recording.ends()).containsExactly(reason);
    assertAudited(AuditAction.SESSION_ENDED, reason.code(), detail);
  }

  private void assertAudited(AuditAction action, String reason, String detail) {
    assertThat(audited.stream().filter(event -> event.action() == action).toList())
        .singleElement()
        .satisfies(event -> {
          assertThat(event.reason()).isEqualTo(reason);
          assertThat(event.rule()).isEqualTo("readers");
          assertThat(event.detail()).isEqualTo(detail);
        });
  }

  /** No door is asked for its principals here. */
  private static final class Nobody implements PrincipalDirectory {
    @Override
    public Optional<KeyHolder> findByPublicKey(String publicKey) {
      return Optional.empty();
    }

    @Override
    public Optional<TokenHolder> findByAccessToken(AccessToken token, String target) {
      return Optional.empty();
    }
  }
}
