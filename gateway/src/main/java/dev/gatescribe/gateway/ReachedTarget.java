package dev.gatescribe.gateway;

import dev.gatescribe.session.RedeemedProof;
import dev.gatescribe.session.UpstreamCredential;
import java.net.InetSocketAddress;
import java.util.Objects;

/**
 * All that it takes to connect to a target.
 *
 * @param proof says which target, as which login; used up
 * @param address where the target is reached now
 * @param credential what opens it
 */
public record ReachedTarget(
    RedeemedProof proof, InetSocketAddress address, UpstreamCredential credential) {
  public ReachedTarget {
    Objects.requireNonNull(proof, "proof");
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(credential, "credential");
  }
}
