/**
 * What can be recorded: one record for each kind of thing that happens in a session, all under the
 * sealed {@link dev.gatescribe.session.event.Event}. How they look as bytes is the business of the
 * {@code recording} module.
 */
@NullMarked
package dev.gatescribe.session.event;

import org.jspecify.annotations.NullMarked;
