/**
 * Decides who may open which session: the policies as values, and the engine that asks them.
 *
 * <p>A {@link dev.gatescribe.admission.policy.Question} holds everything that a decision may depend
 * on; the {@link dev.gatescribe.admission.policy.PolicyEngine} answers it from what was loaded. No
 * clock, no log, no file, no side effect: the same question always has the same answer.
 */
@NullMarked
package dev.gatescribe.admission.policy;

import org.jspecify.annotations.NullMarked;
