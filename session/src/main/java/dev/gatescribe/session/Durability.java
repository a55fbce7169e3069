package dev.gatescribe.session;

/** What an event survives once it is accepted; each more than the one before. */
public enum Durability {
  /**
   * The death of the gateway's process at any moment. A loss of power may take what was accepted in
   * the flush window before it, 50 ms.
   */
  PROCESS("process"),

  /** A loss of power too: the event is on the disk. */
  DISK("disk");

  private final String code;

  Durability(String code) {
    this.code = code;
  }

  /** Its name in configurations and messages. */
  public String code() {
    return code;
  }
}
