/**
 * Reads a YAML document of configuration, and knows for everything in it where it stands.
 *
 * <p>{@link dev.gatescribe.admission.document.Document#read} parses a file into nodes; the root is
 * a {@link dev.gatescribe.admission.document.MappingNode}, whose keys are asked for with a {@link
 * dev.gatescribe.admission.document.Reading}. A reading that meets something wrong notes a {@link
 * dev.gatescribe.admission.document.DocumentProblem} and answers nothing, so that one pass finds as
 * many problems as there are. {@link dev.gatescribe.admission.document.Document#refuseIfWrong} then
 * throws them all at once.
 *
 * <p>The file may be hostile: its size and depth are bounded, and anchors, aliases and tags, which
 * configuration does not need, are refused. Nothing but {@link
 * dev.gatescribe.admission.document.DocumentException} comes out.
 */
@NullMarked
package dev.gatescribe.admission.document;

import org.jspecify.annotations.NullMarked;
