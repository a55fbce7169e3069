/**
 * The audit log on its way to those who watch it elsewhere: read from where it is kept, translated,
 * and handed over in order, each event at least once.
 */
@NullMarked
package dev.gatescribe.siem;

import org.jspecify.annotations.NullMarked;
