/**
 * What people and programs see over the web: the REST API as it is answered on the wire, and the
 * browser application as Chromium shows it, both of sessions that stock ssh made.
 */
@NullMarked
package dev.gatescribe.testbed.web;

import org.jspecify.annotations.NullMarked;
