package dev.gatescribe.recorder.retention;

import dev.gatescribe.session.Custody;

/**
 * Who has something deleted or kept.
 *
 * @param address IP address and port of a person, or empty
 */
record AuditedActor(String name, String address) {
  /** What runs by itself. */
  static final AuditedActor RETENTION = new AuditedActor("retention", "");

  static AuditedActor of(Custody.Actor actor) {
    return new AuditedActor(actor.name(), actor.address());
  }
}
