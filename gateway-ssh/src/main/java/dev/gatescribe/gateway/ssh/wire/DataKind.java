package dev.gatescribe.gateway.ssh.wire;

import org.apache.sshd.common.SshConstants;

/** Which of a channel's byte streams data belongs to (RFC 4254, section 5.2). */
public enum DataKind {
  /** {@code SSH_MSG_CHANNEL_DATA}: standard input or standard output, by direction. */
  PLAIN(SshConstants.SSH_MSG_CHANNEL_DATA),
  /** {@code SSH_MSG_CHANNEL_EXTENDED_DATA} of type 1: standard error. */
  ERROR(SshConstants.SSH_MSG_CHANNEL_EXTENDED_DATA);

  private final byte message;

  DataKind(byte message) {
    this.message = message;
  }

  /** The message number. */
  public byte message() {
    return message;
  }
}
