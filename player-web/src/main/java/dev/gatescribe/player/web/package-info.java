/**
 * What people look at: the REST API, and the pages of the browser application, whose sources are in
 * {@code src/main/web}. {@code access} lets people in, {@code recordings} answers with recordings,
 * {@code pages} hands out the few pages that are not plain files.
 */
@NullMarked
package dev.gatescribe.player.web;

import org.jspecify.annotations.NullMarked;
