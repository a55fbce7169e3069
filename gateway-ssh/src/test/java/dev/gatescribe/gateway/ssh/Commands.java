package dev.gatescribe.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.gateway.ssh.Workshop.Person;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumSet;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannel;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.session.ClientSession;

/** Starts commands on a client's connection, and waits for their end. */
final class Commands {
  private Commands() {}

  static ChannelExec run(ClientSession session, String command, InputStream input, Person person)
      throws IOException {
    ChannelExec channel = session.createExecChannel(command);
    channel.setIn(input == null ? InputStream.nullInputStream() : input);
    channel.setOut(person.output);
    channel.setErr(person.error);
    channel.open().verify(Workshop.PATIENCE);
    awaitClosed(channel);
    return channel;
  }

  static ChannelExec start(ClientSession session, String command, Person person)
      throws IOException {
    ChannelExec channel = session.createExecChannel(command);
    channel.setOut(person.output);
    channel.setErr(person.error);
    channel.open().verify(Workshop.PATIENCE);
    return channel;
  }

  static void awaitClosed(ClientChannel channel) {
    assertThat(channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), Workshop.PATIENCE))
        .contains(ClientChannelEvent.CLOSED);
  }
}
