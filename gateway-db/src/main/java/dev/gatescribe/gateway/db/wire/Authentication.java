package dev.gatescribe.gateway.db.wire;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * What a server demands of somebody who logs in, or that it is content.
 *
 * <pre>
 *   int32 demand | …
 * </pre>
 */
public sealed interface Authentication extends UpstreamMessage {
  int OK_CODE = 0;
  int CLEARTEXT_PASSWORD_CODE = 3;
  int MD5_PASSWORD_CODE = 5;
  int SASL_CODE = 10;
  int SASL_CONTINUE_CODE = 11;
  int SASL_FINAL_CODE = 12;

  int MD5_SALT_BYTES = 4;

  @Override
  default UpstreamMessageType type() {
    return UpstreamMessageType.AUTHENTICATION;
  }

  /** Reads the body of an Authentication message. */
  static Authentication decode(ByteBuf body) throws ProtocolViolation {
    WireText.requireReadable(body, Integer.BYTES, "an authentication request");
    int code = body.readInt();
    return switch (code) {
      case OK_CODE -> {
        WireText.requireEnd(body, "AuthenticationOk");
        yield new Ok();
      }
      case CLEARTEXT_PASSWORD_CODE -> {
        WireText.requireEnd(body, "AuthenticationCleartextPassword");
        yield new CleartextPassword();
      }
      case MD5_PASSWORD_CODE -> {
        WireText.requireReadable(body, MD5_SALT_BYTES, "AuthenticationMD5Password");
        yield new Md5Password(body.readSlice(MD5_SALT_BYTES));
      }
      case SASL_CODE -> new Sasl(mechanisms(body));
      case SASL_CONTINUE_CODE -> new SaslContinue(body.readSlice(body.readableBytes()));
      case SASL_FINAL_CODE -> new SaslFinal(body.readSlice(body.readableBytes()));
      default -> new Other(code, body.readSlice(body.readableBytes()));
    };
  }

  private static List<String> mechanisms(ByteBuf body) throws ProtocolViolation {
    List<String> mechanisms = new ArrayList<>();
    while (true) {
      String mechanism = WireText.read(body, "the name of a SASL mechanism");
      if (mechanism.isEmpty()) {
        WireText.requireEnd(body, "AuthenticationSASL");
        return mechanisms;
      }
      mechanisms.add(mechanism);
    }
  }

  @Override
  default void encodeBody(ByteBuf out) {
    switch (this) {
      case Ok _ -> out.writeInt(OK_CODE);
      case CleartextPassword _ -> out.writeInt(CLEARTEXT_PASSWORD_CODE);
      case Md5Password(ByteBuf salt) ->
          out.writeInt(MD5_PASSWORD_CODE).writeBytes(salt.duplicate());
      case Sasl(List<String> mechanisms) -> {
        out.writeInt(SASL_CODE);
        mechanisms.forEach(mechanism -> WireText.write(mechanism, out));
        out.writeByte(0);
      }
      case SaslContinue(ByteBuf data) ->
          out.writeInt(SASL_CONTINUE_CODE).writeBytes(data.duplicate());
      case SaslFinal(ByteBuf data) -> out.writeInt(SASL_FINAL_CODE).writeBytes(data.duplicate());
      case Other(int code, ByteBuf rest) -> out.writeInt(code).writeBytes(rest.duplicate());
    }
  }

  /** Logged in. */
  record Ok() implements Authentication {}

  /** Send the password as it is. */
  record CleartextPassword() implements Authentication {}

  /** Send a hash of the password by MD5. */
  record Md5Password(ByteBuf salt) implements Authentication {}

  /** Choose one of these mechanisms: {@code { mechanism \0 }… \0}. */
  record Sasl(List<String> mechanisms) implements Authentication {
    public Sasl {
      mechanisms = List.copyOf(mechanisms);
    }
  }

  /** A challenge of the chosen mechanism. */
  record SaslContinue(ByteBuf data) implements Authentication {}

  /** What the mechanism says at its end. */
  record SaslFinal(ByteBuf data) implements Authentication {}

  /** Something that is not spoken here: Kerberos, GSSAPI, SSPI and what may come. */
  record Other(int code, ByteBuf rest) implements Authentication {}
}
