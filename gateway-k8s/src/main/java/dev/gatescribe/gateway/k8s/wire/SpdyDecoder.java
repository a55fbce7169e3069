package dev.gatescribe.gateway.k8s.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads the frames of one direction of a SPDY/3.1 connection (draft 3.1, section 2.2).
 *
 * <pre>
 *   control: 1 version(15) type(16) | flags(8) length(24) | payload
 *   data:    0 stream(31)           | flags(8) length(24) | payload
 * </pre>
 *
 * The payload of data frames is handed on as it comes. Control frames are read whole, because their
 * headers share one compression over the whole connection.
 */
public final class SpdyDecoder implements ChannelDecoder {

  /** Longest control frame. Streams of Kubernetes say what they are for in some fifty bytes. */
  static final int CONTROL_MAX_BYTES = 32 * 1_024;

  private static final int FRAME_HEADER_BYTES = 8;
  private static final int VERSION = 3;
  private static final int FLAG_FIN = 1;
  private static final int SYN_STREAM_FIELDS_BYTES = 10;
  private static final int STREAM_ID_BYTES = 4;
  private static final int RST_STREAM_BYTES = 8;

  private final SpdyHeaders headers = new SpdyHeaders();
  private final ByteBuffer frameHeader = ByteBuffer.allocate(FRAME_HEADER_BYTES);
  private ByteBuffer control = ByteBuffer.allocate(0);
  private boolean inFrame;
  private boolean isControl;
  private int first;
  private int flags;
  private int left;

  @Override
  public List<ChannelSignal> decode(ByteBuffer bytes) throws WireException {
    List<ChannelSignal> signals = new ArrayList<>();
    while (bytes.hasRemaining() || (inFrame && left == 0)) {
      if (!inFrame) {
        frameHeader.put(bytes.get());
        if (!frameHeader.hasRemaining()) {
          beginFrame();
        }
      } else if (isControl) {
        readControl(bytes, signals);
      } else {
        readData(bytes, signals);
      }
    }
    return signals;
  }

  private void beginFrame() throws WireException {
    frameHeader.flip();
    first = frameHeader.getInt();
    int second = frameHeader.getInt();
    frameHeader.clear();
    isControl = first < 0;
    flags = second >>> 24;
    left = second & 0xffffff;
    inFrame = true;
    if (isControl) {
      if (((first >>> 16) & 0x7fff) != VERSION) {
        throw new WireException("a SPDY frame of another version");
      }
      if (left > CONTROL_MAX_BYTES) {
        throw new WireException("a SPDY control frame that is too long");
      }
      control = ByteBuffer.allocate(left);
    }
  }

  private void readData(ByteBuffer bytes, List<ChannelSignal> signals) {
    int length = Math.min(left, bytes.remaining());
    if (length > 0) {
      signals.add(new ChannelSignal.Data(first, bytes.slice(bytes.position(), length)));
      bytes.position(bytes.position() + length);
      left -= length;
    }
    if (left == 0) {
      inFrame = false;
      if ((flags & FLAG_FIN) != 0) {
        signals.add(new ChannelSignal.Ended(first));
      }
    }
  }

  private void readControl(ByteBuffer bytes, List<ChannelSignal> signals) throws WireException {
    int length = Math.min(left, bytes.remaining());
    control.put(bytes.slice(bytes.position(), length));
    bytes.position(bytes.position() + length);
    left -= length;
    if (left == 0) {
      inFrame = false;
      control.flip();
      onControl(SpdyFrameType.ofCode(first & 0xffff), signals);
    }
  }

  private void onControl(SpdyFrameType type, List<ChannelSignal> signals) throws WireException {
    switch (type) {
      case SYN_STREAM -> {
        require(SYN_STREAM_FIELDS_BYTES);
        int stream = control.getInt(0) & 0x7fffffff;
        control.position(SYN_STREAM_FIELDS_BYTES);
        Map<String, String> said = headers.decode(control);
        signals.add(new ChannelSignal.Opened(stream, said));
        endIfFinal(stream, signals);
      }
      case SYN_REPLY, HEADERS -> {
        require(STREAM_ID_BYTES);
        int stream = control.getInt() & 0x7fffffff;
        // Read although nobody asks, or the headers behind them cannot be.
        var _ = headers.decode(control);
        endIfFinal(stream, signals);
      }
      case RST_STREAM -> {
        require(RST_STREAM_BYTES);
        signals.add(new ChannelSignal.Reset(control.getInt() & 0x7fffffff));
      }
      case SETTINGS, PING, GOAWAY, WINDOW_UPDATE -> {}
    }
  }

  private void endIfFinal(int stream, List<ChannelSignal> signals) {
    if ((flags & FLAG_FIN) != 0) {
      signals.add(new ChannelSignal.Ended(stream));
    }
  }

  private void require(int length) throws WireException {
    if (control.remaining() < length) {
      throw new WireException("a SPDY control frame that is too short");
    }
  }
}
