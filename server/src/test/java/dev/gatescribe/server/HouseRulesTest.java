package dev.gatescribe.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.gatescribe.session.Admission;
import dev.gatescribe.session.AdmissionProof;
import dev.gatescribe.session.Admitter;
import dev.gatescribe.session.CredentialSource;
import dev.gatescribe.session.ProofMint;
import dev.gatescribe.session.Recorder;
import dev.gatescribe.session.Recording;
import dev.gatescribe.session.TargetDialer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may know whom. Module dependencies say part of it; what they cannot say stands here. */
class HouseRulesTest {
  private static final String[] OURS_SHARED = {
    "dev.gatescribe.session..", "java..", "org.jspecify.."
  };

  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.gatescribe");

  @Test
  void allRoomsAreLookedAt() {
    for (String room :
        new String[] {
          "session",
          "admission",
          "credentials",
          "recording",
          "recorder",
          "store.s3",
          "postgres",
          "index",
          "siem",
          "identity",
          "gateway.ssh",
          "gateway.db",
          "gateway.k8s",
          "cli",
          "player.web",
          "server"
        }) {
      assertThat(HOUSE.containPackage("dev.gatescribe." + room)).as(room).isTrue();
    }
  }

  @Test
  void sessionKnowsTheJdkAlone() {
    classes()
        .that(resideInAPackage("dev.gatescribe.session.."))
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage(OURS_SHARED))
        .check(HOUSE);
  }

  @Test
  void admissionAndCredentialsKnowSessionAlone() {
    classes()
        .that(resideInAPackage("dev.gatescribe.admission.."))
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(OURS_SHARED)
                .or(
                    resideInAnyPackage(
                        "dev.gatescribe.admission..",
                        "org.snakeyaml.engine..",
                        "dev.cel..",
                        "com.google.common.collect..")))
        .check(HOUSE);
    noClasses()
        .that(resideInAPackage("dev.gatescribe.admission.policy.."))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "dev.gatescribe.admission",
                "dev.gatescribe.admission.document..",
                "java.io..",
                "java.nio.."))
        .check(HOUSE);
    classes()
        .that(resideInAPackage("dev.gatescribe.credentials.."))
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(OURS_SHARED)
                .or(
                    resideInAnyPackage(
                        "dev.gatescribe.credentials..", "org.bouncycastle..", "javax.security..")))
        .check(HOUSE);
  }

  @Test
  void gatewaysKnowSessionWhatEveryDoorDoesAndTheirProtocolAlone() {
    noClasses()
        .that(resideInAPackage("dev.gatescribe.gateway.."))
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.gatescribe..")
                .and(
                    not(
                        resideInAnyPackage(
                            "dev.gatescribe.session..", "dev.gatescribe.gateway.."))))
        .orShould()
        .dependOnClassesThat(
            resideInAnyPackage(
                "io.quarkus..",
                "jakarta..",
                "java.sql..",
                "javax.sql..",
                "org.apache.kafka..",
                "software.amazon.."))
        .check(HOUSE);
    slices().matching("dev.gatescribe.gateway.(*)..").should().notDependOnEachOther().check(HOUSE);
  }

  @Test
  void whatEveryDoorDoesAlikeKnowsSessionAlone() {
    classes()
        .that(resideInAPackage("dev.gatescribe.gateway"))
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(OURS_SHARED)
                .or(resideInAnyPackage("dev.gatescribe.gateway", "org.slf4j..")))
        .check(HOUSE);
  }

  @Test
  void noDoorHasAWayOfItsOwnToASession() {
    noClasses()
        .that(resideInAPackage("dev.gatescribe.gateway.*.."))
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(
            Admission.class,
            AdmissionProof.class,
            Admitter.class,
            Recorder.class,
            Recording.class,
            CredentialSource.class,
            TargetDialer.class)
        .check(HOUSE);
  }

  @Test
  void wirePackagesKnowNeitherPortsNorOtherPackages() {
    noClasses()
        .that(resideInAPackage("dev.gatescribe.gateway.*.wire.."))
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.gatescribe..")
                .and(not(resideInAPackage("dev.gatescribe.gateway.*.wire.."))))
        .check(HOUSE);
  }

  @Test
  void recordingKnowsSessionAndRecorderKnowsRecording() {
    noClasses()
        .that(resideInAPackage("dev.gatescribe.recording.."))
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.gatescribe..")
                .and(
                    not(
                        resideInAnyPackage(
                            "dev.gatescribe.session..", "dev.gatescribe.recording.."))))
        .check(HOUSE);
    noClasses()
        .that(resideInAPackage("dev.gatescribe.recorder.."))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "dev.gatescribe.admission..",
                "dev.gatescribe.credentials..",
                "dev.gatescribe.gateway..",
                "dev.gatescribe.cli..",
                "dev.gatescribe.player..",
                "dev.gatescribe.server.."))
        .check(HOUSE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"index", "siem"})
  void roomKnowsSessionAndRecordingAndOnlyServerKnowsIt(String room) {
    String packages = "dev.gatescribe." + room + "..";
    noClasses()
        .that(resideInAPackage(packages))
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.gatescribe..")
                .and(
                    not(
                        resideInAnyPackage(
                            "dev.gatescribe.session..", "dev.gatescribe.recording..", packages))))
        .check(HOUSE);
    noClasses()
        .that(not(resideInAnyPackage(packages, "dev.gatescribe.server..")))
        .should()
        .dependOnClassesThat(resideInAPackage(packages))
        .check(HOUSE);
  }

  @Test
  void identityKnowsSessionAndItsLibrariesAndOnlyServerAndPlayerKnowIt() {
    noClasses()
        .that(resideInAPackage("dev.gatescribe.identity.."))
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.gatescribe..")
                .and(
                    not(
                        resideInAnyPackage(
                            "dev.gatescribe.session..", "dev.gatescribe.identity.."))))
        .check(HOUSE);
    noClasses()
        .that(
            not(
                resideInAnyPackage(
                    "dev.gatescribe.identity..",
                    "dev.gatescribe.player..",
                    "dev.gatescribe.server..")))
        .should()
        .dependOnClassesThat(resideInAPackage("dev.gatescribe.identity.."))
        .check(HOUSE);
    noClasses()
        .that(not(resideInAPackage("dev.gatescribe.identity.oidc..")))
        .should()
        .dependOnClassesThat(resideInAnyPackage("com.nimbusds..", "net.minidev.."))
        .check(HOUSE);
  }

  /** The demo fills a database, as anybody's target is filled. */
  @Test
  void sqlIsSpokenInTheIndexAndWherePostgresIsStartedAlone() {
    noClasses()
        .that(
            not(
                resideInAnyPackage(
                    "dev.gatescribe.index..",
                    "dev.gatescribe.identity.store..",
                    "dev.gatescribe.postgres..",
                    "dev.gatescribe.server.demo..")))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "javax.sql..", "org.postgresql..", "org.flywaydb..", "com.zaxxer.hikari.."))
        .check(HOUSE);
    noClasses()
        .that(
            not(
                resideInAnyPackage(
                    "dev.gatescribe.index..",
                    "dev.gatescribe.identity.store..",
                    "dev.gatescribe.postgres..",
                    "dev.gatescribe.server..")))
        .should()
        .dependOnClassesThat(resideInAPackage("java.sql.."))
        .check(HOUSE);
  }

  @Test
  void postgresKnowsCredentialsAlone() {
    noClasses()
        .that(resideInAPackage("dev.gatescribe.postgres.."))
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.gatescribe..")
                .and(
                    not(
                        resideInAnyPackage(
                            "dev.gatescribe.credentials..", "dev.gatescribe.postgres.."))))
        .check(HOUSE);
  }

  @Test
  void storesKnowRecordingAlone() {
    noClasses()
        .that(resideInAPackage("dev.gatescribe.store.."))
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.gatescribe..")
                .and(
                    not(
                        resideInAnyPackage(
                            "dev.gatescribe.recording.store..", "dev.gatescribe.store.."))))
        .check(HOUSE);
  }

  @Test
  void onlyTheStoreKnowsS3AndOnlyServerAndCommandLineKnowTheStore() {
    noClasses()
        .that(not(resideInAPackage("dev.gatescribe.store.s3..")))
        .should()
        .dependOnClassesThat(resideInAPackage("software.amazon.."))
        .check(HOUSE);
    noClasses()
        .that(
            not(
                resideInAnyPackage(
                    "dev.gatescribe.store..", "dev.gatescribe.server..", "dev.gatescribe.cli..")))
        .should()
        .dependOnClassesThat(resideInAPackage("dev.gatescribe.store.."))
        .check(HOUSE);
  }

  @Test
  void commandLineAndPlayerOnlyRead() {
    noClasses()
        .that(resideInAnyPackage("dev.gatescribe.cli..", "dev.gatescribe.player.."))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "dev.gatescribe.recorder..",
                "dev.gatescribe.admission..",
                "dev.gatescribe.credentials..",
                "dev.gatescribe.gateway..",
                "dev.gatescribe.server.."))
        .check(HOUSE);
  }

  @Test
  void quarkusLivesInServerAndPlayerAlone() {
    noClasses()
        .that(not(resideInAnyPackage("dev.gatescribe.server..", "dev.gatescribe.player..")))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "io.quarkus..", "jakarta..", "org.eclipse.microprofile..", "io.vertx.."))
        .check(HOUSE);
  }

  @Test
  void onlyAdmissionMintsProofs() {
    noClasses()
        .that(not(resideInAPackage("dev.gatescribe.admission..")))
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(ProofMint.class)
        .check(HOUSE);
  }

  @Test
  void aProofCanBeMadeByTheMintAlone() {
    assertThat(AdmissionProof.class.getConstructors()).isEmpty();
    noClasses()
        .that(not(resideInAPackage("dev.gatescribe.session..")))
        .should()
        .callConstructor(
            AdmissionProof.class,
            dev.gatescribe.session.RecordingId.class,
            dev.gatescribe.session.Principal.class,
            dev.gatescribe.session.Target.class,
            String.class,
            java.time.Instant.class)
        .check(HOUSE);
  }

  @Test
  void noRoomHasANameThatSaysNothing() {
    noClasses()
        .should()
        .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl|Misc|Common)")
        .check(HOUSE);
  }
}
