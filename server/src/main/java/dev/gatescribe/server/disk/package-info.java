/**
 * How full the disks get, and when: what an operator has to know days before the journal does.
 *
 * <p>A {@link dev.gatescribe.server.disk.DiskForecast} is arithmetic on free space seen from time
 * to time; a {@link dev.gatescribe.server.disk.DiskWatch} looks at a disk and says in the log what
 * the forecast makes of it.
 */
@NullMarked
package dev.gatescribe.server.disk;

import org.jspecify.annotations.NullMarked;
