/** Pages that are not plain files: the application under its deep links, and the sign-in page. */
@NullMarked
package dev.gatescribe.player.web.pages;

import org.jspecify.annotations.NullMarked;
