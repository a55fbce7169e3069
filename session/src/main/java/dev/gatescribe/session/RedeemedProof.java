package dev.gatescribe.session;

/**
 * An {@link AdmissionProof} in use: says which target may be dialled now, as which login. Made only
 * by {@link AdmissionProof#redeem}.
 */
public final class RedeemedProof {
  private final RecordingId id;
  private final Target target;
  private final String login;

  RedeemedProof(RecordingId id, Target target, String login) {
    this.id = id;
    this.target = target;
    this.login = login;
  }

  public RecordingId id() {
    return id;
  }

  public Target target() {
    return target;
  }

  public String login() {
    return login;
  }
}
