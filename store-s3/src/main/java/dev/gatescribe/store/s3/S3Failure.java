package dev.gatescribe.store.s3;

import java.io.IOException;
import java.util.Set;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Says in words what went wrong. Messages of the service are not repeated: they may name keys. */
final class S3Failure {
  static final int BAD_REQUEST = 400;
  static final int NOT_FOUND = 404;
  static final int NOT_ALLOWED = 405;
  static final int CONFLICT = 409;
  static final int PRECONDITION_FAILED = 412;
  static final int NOT_IMPLEMENTED = 501;

  private static final int FORBIDDEN = 403;
  private static final String NO_SUCH_BUCKET = "NoSuchBucket";
  private static final Set<String> ALTERED_ON_THE_WAY =
      Set.of(
          "BadDigest", "InvalidDigest", "XAmzContentSHA256Mismatch", "XAmzContentChecksumMismatch");

  private S3Failure() {}

  static IOException of(S3StoreSettings settings, String doing, SdkException failure) {
    String problem =
        switch (failure) {
          case S3Exception refused -> refusal(settings, refused);
          case ApiCallAttemptTimeoutException _ ->
              "no answer within " + settings.limits().attempt().toMillis() + " ms";
          default -> "it cannot be reached: " + cause(failure);
        };
    return new IOException(settings.location() + ": " + doing + ": " + problem, failure);
  }

  static boolean isMissingBucket(S3Exception refused) {
    return code(refused).equals(NO_SUCH_BUCKET);
  }

  private static String refusal(S3StoreSettings settings, S3Exception refused) {
    String code = code(refused);
    String why;
    if (code.equals(NO_SUCH_BUCKET)) {
      why = "there is no bucket " + settings.bucket();
    } else if (refused.statusCode() == FORBIDDEN) {
      why = "the service refuses the key, or what it may do";
    } else if (ALTERED_ON_THE_WAY.contains(code)) {
      why = "the bytes were altered on the way";
    } else if (refused.statusCode() == BAD_REQUEST) {
      why = "the service does not accept the request";
    } else {
      why = "the service refuses";
    }
    return why + " (" + refused.statusCode() + (code.isEmpty() ? "" : " " + code) + ")";
  }

  private static String code(S3Exception refused) {
    var details = refused.awsErrorDetails();
    String code = details == null ? null : details.errorCode();
    return code == null ? "" : code;
  }

  /** The deepest cause says most: a refused connection, a name that is not known. */
  private static String cause(Throwable failure) {
    Throwable deepest = failure;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return deepest.getClass().getSimpleName() + ": " + deepest.getMessage();
  }
}
