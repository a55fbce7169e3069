/**
 * Who may open which session, as whom, until when.
 *
 * <p>{@link dev.gatescribe.admission.AdmissionConfiguration} is read from the configuration and the
 * files that it names. The {@link dev.gatescribe.admission.policy policies} decide from it and from
 * nothing else; {@link dev.gatescribe.admission.PolicyAdmitter} turns their decision into an
 * answer, audited before it is given, and is the only place of the product that has a proof of
 * admission made. {@link dev.gatescribe.admission.PolicyCases} tries policies before they are in
 * force.
 */
@NullMarked
package dev.gatescribe.admission;

import org.jspecify.annotations.NullMarked;
