/**
 * Who may open which session, as whom, until when.
 *
 * <p>{@link dev.gatescribe.admission.AdmissionConfiguration} is read from the configuration file.
 * {@link dev.gatescribe.admission.AccessPolicy} decides from it and nothing else; {@link
 * dev.gatescribe.admission.ConfiguredAdmitter} turns its decision into an answer, audited before it
 * is given, and is the only place of the product that has a proof of admission made.
 */
@NullMarked
package dev.gatescribe.admission;

import org.jspecify.annotations.NullMarked;
