package dev.gatescribe.server;

import dev.gatescribe.recorder.retention.Retention;
import dev.gatescribe.recorder.retention.RetentionPolicy;

/**
 * How long what is kept: the key {@code retention}.
 *
 * @param pace how often, and how fast, what is due is looked for and deleted
 */
record RetentionConfiguration(RetentionPolicy policy, Retention.Pace pace) {
  /** Nothing is ever deleted by itself. */
  static final RetentionConfiguration NONE =
      new RetentionConfiguration(
          RetentionPolicy.NONE,
          new Retention.Pace(
              Retention.Pace.USUAL_INTERVAL, Retention.Pace.USUAL_OBJECTS_PER_SECOND));
}
