/**
 * Who may come in. {@link dev.gatescribe.player.web.access.WebGate} stands before every route,
 * static files included, and lets through only what {@link
 * dev.gatescribe.player.web.access.AccessRules} allow: a short list of public pages for everybody,
 * all else for those who hold the bearer token or a browser session of {@link
 * dev.gatescribe.player.web.access.WebTokens}.
 */
@NullMarked
package dev.gatescribe.player.web.access;

import org.jspecify.annotations.NullMarked;
