package dev.gatescribe.session;

/**
 * Why something was refused, ended or withheld. The code is one word with dashes; it is the same in
 * messages, logs, audit events, recordings and metric labels, and never changes its meaning.
 */
public interface ReasonCode {
  String code();
}
