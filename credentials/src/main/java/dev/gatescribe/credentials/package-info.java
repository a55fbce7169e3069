/**
 * What opens the targets.
 *
 * <p>For now secrets lie in files that their owner alone can read. {@link
 * dev.gatescribe.credentials.FileCredentialSource} reads one for each dial, hands it over and keeps
 * nothing; people never see it, and neither do logs.
 */
@NullMarked
package dev.gatescribe.credentials;

import org.jspecify.annotations.NullMarked;
