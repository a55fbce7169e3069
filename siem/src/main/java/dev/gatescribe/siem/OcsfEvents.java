package dev.gatescribe.siem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.Protocol;

/**
 * Audit events in the Open Cybersecurity Schema Framework (OCSF), version 1.4. What the schema has
 * no place for stands in {@code unmapped}, by the names that exports use.
 */
public final class OcsfEvents {
  private static final String SCHEMA_VERSION = "1.4.0";
  private static final int TYPES_OF_A_CLASS = 100;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String version;

  /**
   * @param version of this software
   */
  public OcsfEvents(String version) {
    this.version = version;
  }

  /** The event as one line of JSON, without the end of the line. */
  String json(AuditEntry entry) {
    try {
      return JSON.writeValueAsString(node(entry));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of texts and numbers can be written", e);
    }
  }

  private ObjectNode node(AuditEntry entry) {
    AuditEvent event = entry.event();
    OcsfClass type = OcsfClass.of(event);
    ObjectNode node = JSON.createObjectNode();
    node.put("category_uid", type.category());
    node.put("class_uid", type.uid());
    node.put("activity_id", type.activity());
    node.put("type_uid", (long) type.uid() * TYPES_OF_A_CLASS + type.activity());
    node.put("time", event.at().toEpochMilli());
    node.put("severity_id", type.severity());
    node.put("status_id", type.succeeded() ? 1 : 2);
    if (!event.reason().isEmpty()) {
      node.put("status_code", event.reason());
    }
    node.put("message", message(event));
    metadata(entry, node.putObject("metadata"));
    subject(event, type, node);
    endpoints(event, node);
    switch (type.kind()) {
      case AUTHENTICATION -> node.put("is_remote", true);
      case AUTHORIZE_SESSION -> privileges(event, node);
      case API_ACTIVITY -> {
        node.putObject("api").put("operation", event.action().code());
        node.putArray("resources").addObject().put("type", "recording").put("uid", event.session());
      }
      case APPLICATION_LIFECYCLE -> product(node.putObject("app"));
      case DETECTION_FINDING ->
          node.putObject("finding_info")
              .put("uid", entry.uid())
              .put("title", message(event))
              .put("created_time", event.at().toEpochMilli());
    }
    unmapped(event, node.putObject("unmapped"));
    return node;
  }

  private static void privileges(AuditEvent event, ObjectNode node) {
    if (!event.login().isEmpty()) {
      node.putArray("privileges").add(event.login());
    }
  }

  private void metadata(AuditEntry entry, ObjectNode metadata) {
    metadata.put("version", SCHEMA_VERSION);
    metadata.put("uid", entry.uid());
    metadata.put("sequence", entry.sequence());
    metadata.put("event_code", entry.event().action().code());
    metadata.put("log_name", "audit");
    product(metadata.putObject("product"));
  }

  private void product(ObjectNode product) {
    product.put("name", "Gatescribe").put("vendor_name", "Gatescribe").put("version", version);
  }

  private static void subject(AuditEvent event, OcsfClass type, ObjectNode node) {
    ObjectNode user = JSON.createObjectNode();
    user.put("name", event.principal().isEmpty() ? "unknown" : event.principal());
    switch (type.kind()) {
      case AUTHENTICATION, AUTHORIZE_SESSION -> node.set("user", user);
      case API_ACTIVITY, DETECTION_FINDING -> node.putObject("actor").set("user", user);
      case APPLICATION_LIFECYCLE -> {
        if (!event.principal().isEmpty()) {
          node.putObject("actor").set("user", user);
        }
      }
    }
    if (!event.session().isEmpty()) {
      node.putObject("session").put("uid", event.session());
    }
  }

  private static void endpoints(AuditEvent event, ObjectNode node) {
    String address = event.clientAddress();
    int colon = address.lastIndexOf(':');
    if (colon > 0) {
      ObjectNode source = node.putObject("src_endpoint");
      source.put("ip", address.substring(0, colon));
      if (address.substring(colon + 1).matches("[0-9]{1,5}")) {
        source.put("port", Integer.parseInt(address.substring(colon + 1)));
      }
    }
    if (!event.target().isEmpty()) {
      node.putObject("dst_endpoint")
          .put("name", event.target())
          .put("svc_name", event.protocol().code());
    } else if (event.protocol() == Protocol.WEB) {
      node.putObject("dst_endpoint").put("svc_name", event.protocol().code());
    }
  }

  /** One sentence of what there is to say. */
  private static String message(AuditEvent event) {
    StringBuilder message = new StringBuilder(event.action().code().replace('-', ' '));
    if (!event.principal().isEmpty()) {
      message.append(": ").append(event.principal());
    }
    if (!event.target().isEmpty()) {
      message.append(" on ").append(event.target());
    }
    if (!event.login().isEmpty()) {
      message.append(" as ").append(event.login());
    }
    return event.detail().isEmpty()
        ? message.toString()
        : message.append(" (").append(event.detail()).append(')').toString();
  }

  private static void unmapped(AuditEvent event, ObjectNode unmapped) {
    unmapped.put("action", event.action().code());
    unmapped.put("protocol", event.protocol().code());
    unmapped.put("login", event.login());
    unmapped.put("rule", event.rule());
    if (!event.policyVersion().isEmpty()) {
      unmapped.put("policyVersion", event.policyVersion());
    }
    if (!event.authentication().isEmpty()) {
      unmapped.put("authentication", event.authentication());
    }
    unmapped.put("detail", event.detail());
  }
}
