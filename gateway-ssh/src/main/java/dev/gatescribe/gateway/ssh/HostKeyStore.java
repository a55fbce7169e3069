package dev.gatescribe.gateway.ssh;

import dev.gatescribe.gateway.KeyFile;
import dev.gatescribe.gateway.ssh.SshGatewayException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.util.security.SecurityUtils;

/**
 * The gateway's own host keys: made on the first start, reused for ever, in OpenSSH's file format
 * and under its file names, so that the tools people know read them.
 */
final class HostKeyStore {

  /** An Ed25519 and an ECDSA key; an RSA key costs a second to make and no client needs it now. */
  private enum HostKeyKind {
    ED25519("ssh_host_ed25519_key", KeyPairProvider.SSH_ED25519, 256),
    ECDSA("ssh_host_ecdsa_key", KeyPairProvider.ECDSA_SHA2_NISTP256, 256);

    private final String fileName;
    private final String keyType;
    private final int bits;

    HostKeyKind(String fileName, String keyType, int bits) {
      this.fileName = fileName;
      this.keyType = keyType;
      this.bits = bits;
    }
  }

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final Path directory;

  HostKeyStore(Path directory) {
    this.directory = directory;
  }

  /** The keys, made if they are not there yet. */
  List<KeyPair> load() throws SshGatewayException {
    List<KeyPair> keys = new ArrayList<>();
    for (HostKeyKind kind : HostKeyKind.values()) {
      Path file = directory.resolve(kind.fileName);
      try {
        if (!Files.exists(file)) {
          create(kind, file);
        }
        keys.add(read(file));
      } catch (IOException | GeneralSecurityException failure) {
        throw new SshGatewayException(
            Reason.HOST_KEY_UNUSABLE, "the host key " + file + " cannot be used", failure);
      }
    }
    return List.copyOf(keys);
  }

  /** The public half as {@code TYPE BASE64}, what stands in known_hosts behind the host's name. */
  static String publicLine(KeyPair key) {
    return PublicKeyEntry.toString(key.getPublic());
  }

  private void create(HostKeyKind kind, Path file) throws IOException, GeneralSecurityException {
    Files.createDirectories(directory);
    KeyPair key = KeyUtils.generateKeyPair(kind.keyType, kind.bits);
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(key, "gatescribe", null, text);
    KeyFile.write(file, text.toByteArray());
    Files.writeString(directory.resolve(kind.fileName + ".pub"), publicLine(key) + " gatescribe\n");
  }

  private static KeyPair read(Path file)
      throws IOException, GeneralSecurityException, SshGatewayException {
    if (posix(file) && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
      throw new SshGatewayException(
          Reason.HOST_KEY_EXPOSED, "the host key " + file + " can be read by others; want 0600");
    }
    try (InputStream in = Files.newInputStream(file)) {
      Iterable<KeyPair> keys =
          SecurityUtils.loadKeyPairIdentities(
              null, NamedResource.ofName(file.toString()), in, FilePasswordProvider.EMPTY);
      if (keys == null || !keys.iterator().hasNext()) {
        throw new IOException("there is no key in " + file);
      }
      return keys.iterator().next();
    }
  }

  private static boolean posix(Path path) throws IOException {
    FileStore store = Files.getFileStore(path);
    return store.supportsFileAttributeView("posix");
  }
}
