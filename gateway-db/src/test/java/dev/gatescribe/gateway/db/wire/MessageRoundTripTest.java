package dev.gatescribe.gateway.db.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every message comes back as it was written. */
class MessageRoundTripTest {
  static List<ClientMessage> clientMessages() {
    return List.of(
        new ClientMessage.Query(bytes("SELECT 'ä'")),
        new ClientMessage.Parse("s1", bytes("SELECT $1"), List.of(23, 0, -1)),
        new ClientMessage.Parse("", bytes(""), List.of()),
        new ClientMessage.Bind("p", "s1", bytes("\0\0\0\1")),
        new ClientMessage.Execute("p", 100),
        new ClientMessage.Describe(ClientMessage.NamedKind.PORTAL, "p"),
        new ClientMessage.Describe(ClientMessage.NamedKind.STATEMENT, ""),
        new ClientMessage.Close(ClientMessage.NamedKind.STATEMENT, "s1"),
        new ClientMessage.FunctionCall(bytes("\0\0\0\7")),
        new ClientMessage.CopyData(bytes("1\tone\n")),
        new ClientMessage.CopyDone(),
        new ClientMessage.CopyFail("no more"),
        new ClientMessage.Flush(),
        new ClientMessage.Sync(),
        new ClientMessage.Terminate(),
        ClientMessage.Password.ofText("secret"),
        ClientMessage.Password.saslFirst("SCRAM-SHA-256", new byte[] {1, 2}),
        ClientMessage.Password.saslNext(new byte[] {3}));
  }

  @ParameterizedTest
  @MethodSource("clientMessages")
  void clientMessageComesBack(ClientMessage message) throws ProtocolViolation {
    ByteBuf wire = Unpooled.buffer();
    message.encode(wire);

    ClientMessageType type = ClientMessageType.ofCode(wire.getByte(0));
    int length = MessageFrame.bodyLength(wire, 0, type.maxBytes());
    assertThat(length).isEqualTo(wire.readableBytes() - MessageFrame.HEADER_BYTES);
    assertThat(ClientMessage.decode(type, wire.slice(MessageFrame.HEADER_BYTES, length)))
        .isEqualTo(message);
  }

  static List<UpstreamMessage> upstreamMessages() {
    return List.of(
        new Authentication.Ok(),
        new Authentication.CleartextPassword(),
        new Authentication.Md5Password(bytes("salt")),
        new Authentication.Sasl(List.of("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256")),
        new Authentication.SaslContinue(bytes("r=…")),
        new Authentication.SaslFinal(bytes("v=…")),
        new Authentication.Other(7, bytes("kerberos")),
        new UpstreamMessage.BackendKeyData(-5, CancelSecret.random(CancelSecret.SHORT_BYTES)),
        new UpstreamMessage.BackendKeyData(5, CancelSecret.random(CancelSecret.MAX_BYTES)),
        new UpstreamMessage.CommandComplete("INSERT 0 1"),
        new UpstreamMessage.ErrorResponse(Diagnostics.fatal("28P01", "no")),
        new UpstreamMessage.NoticeResponse(
            new Diagnostics(Map.of('S', "HINWEIS", 'V', "NOTICE", 'C', "00000", 'M', "hello"))),
        new UpstreamMessage.NotificationResponse(7, "channel", bytes("payload")),
        new UpstreamMessage.ParameterStatus("server_version", "18.6"),
        new UpstreamMessage.ReadyForQuery(TransactionState.FAILED),
        new UpstreamMessage.NegotiateProtocolVersion(
            ProtocolVersion.word(2), List.of("_pq_.something")));
  }

  @ParameterizedTest
  @MethodSource("upstreamMessages")
  void upstreamMessageComesBack(UpstreamMessage message) throws ProtocolViolation {
    ByteBuf wire = Unpooled.buffer();
    message.encode(wire);

    UpstreamMessageType type = UpstreamMessageType.ofCode(wire.getByte(0));
    int length = MessageFrame.bodyLength(wire, 0, type.maxBytes());
    assertThat(length).isEqualTo(wire.readableBytes() - MessageFrame.HEADER_BYTES);
    ByteBuf body = wire.slice(MessageFrame.HEADER_BYTES, length);
    UpstreamMessage read =
        switch (message) {
          case Authentication _ -> Authentication.decode(body);
          case UpstreamMessage.BackendKeyData _ -> UpstreamMessage.BackendKeyData.decode(body);
          case UpstreamMessage.CommandComplete _ -> UpstreamMessage.CommandComplete.decode(body);
          case UpstreamMessage.ErrorResponse _ -> UpstreamMessage.ErrorResponse.decode(body);
          case UpstreamMessage.NoticeResponse _ -> UpstreamMessage.NoticeResponse.decode(body);
          case UpstreamMessage.NotificationResponse _ ->
              UpstreamMessage.NotificationResponse.decode(body);
          case UpstreamMessage.ParameterStatus _ -> UpstreamMessage.ParameterStatus.decode(body);
          case UpstreamMessage.ReadyForQuery _ -> UpstreamMessage.ReadyForQuery.decode(body);
          case UpstreamMessage.NegotiateProtocolVersion _ ->
              UpstreamMessage.NegotiateProtocolVersion.decode(body);
        };
    assertThat(read).isEqualTo(message);
  }

  static List<StartupPacket> startupPackets() {
    return List.of(
        new StartupPacket.SslRequest(),
        new StartupPacket.GssEncryptionRequest(),
        new StartupPacket.CancelRequest(12, CancelSecret.random(4)),
        new StartupPacket.CancelRequest(12, CancelSecret.random(256)),
        new StartupPacket.Startup(3, 0, Map.of("user", "shop@shopdb")),
        new StartupPacket.Startup(3, 2, Map.of()));
  }

  @ParameterizedTest
  @MethodSource("startupPackets")
  void startupPacketComesBack(StartupPacket packet) throws ProtocolViolation {
    ByteBuf wire = Unpooled.buffer();
    packet.encode(wire);

    assertThat(StartupPacket.length(wire)).isEqualTo(wire.readableBytes());
    assertThat(StartupPacket.decode(wire)).isEqualTo(packet);
  }

  @Test
  void lengthBeyond31BitsIsRefusedAndDoesNotWrap() {
    ByteBuf wire = Unpooled.buffer();
    wire.writeByte('Q').writeInt(0xffff_ffff);

    assertThatThrownBy(() -> MessageFrame.bodyLength(wire, 0, MessageCaps.LARGE_MAX_BYTES))
        .isInstanceOf(ProtocolViolation.class);
    assertThatThrownBy(() -> StartupPacket.length(wire.slice(1, 4)))
        .isInstanceOf(ProtocolViolation.class);
  }

  @Test
  void secretsAreNotShown() {
    assertThat(ClientMessage.Password.ofText("geheim").toString()).doesNotContain("geheim");
    CancelSecret secret = CancelSecret.random(4);
    assertThat(new StartupPacket.CancelRequest(1, secret).toString()).contains("redacted");
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
  }
}
