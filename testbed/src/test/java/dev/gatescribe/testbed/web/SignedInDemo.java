package dev.gatescribe.testbed.web;

import dev.gatescribe.testbed.fixture.DemoServer;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One demo for all classes that make recordings and look at them, with a browser session that is
 * open. Starting one for each would take most of their time.
 */
final class SignedInDemo implements AutoCloseable {
  private final DemoServer demo;
  private final Runnable onClose;
  private final SignInLink link;
  private final String session;
  private @Nullable Chromium chromium;

  private SignedInDemo(DemoServer demo, Runnable onClose) {
    this.demo = demo;
    this.onClose = onClose;
    link = SignInLink.in(demo.process().stdout());
    session = SignInLink.session(link.press());
  }

  /** Signs in at a demo that somebody else started and will close. */
  static SignedInDemo at(DemoServer demo) {
    return new SignedInDemo(demo, () -> {});
  }

  private static SignedInDemo start() {
    DemoServer demo = DemoServer.start();
    return new SignedInDemo(demo, demo::close);
  }

  DemoServer server() {
    return demo;
  }

  URI address() {
    return link.server();
  }

  /** What it printed when it started; it has been used. */
  SignInLink usedLink() {
    return link;
  }

  /** What programs show. */
  String token() {
    return demo.environment().get("GATESCRIBE_WEB_TOKEN");
  }

  /** The secret in the cookie of the open browser session. */
  String session() {
    return session;
  }

  /** Started when first asked for. Like all of Playwright it belongs to the thread of the tests. */
  Chromium chromium() {
    if (chromium == null) {
      chromium = Chromium.start();
    }
    return chromium;
  }

  @Override
  public void close() {
    try {
      if (chromium != null) {
        chromium.close();
      }
    } finally {
      onClose.run();
    }
  }

  /** Gives it to {@code @BeforeAll} methods, and closes it after the last class. */
  static final class Extension implements ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE =
        ExtensionContext.Namespace.create(SignedInDemo.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == SignedInDemo.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(NAMESPACE)
          .computeIfAbsent(SignedInDemo.class, _ -> start(), SignedInDemo.class);
    }
  }
}
