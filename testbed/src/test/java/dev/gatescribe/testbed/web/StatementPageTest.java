package dev.gatescribe.testbed.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.testbed.fixture.ChildProcess;
import dev.gatescribe.testbed.fixture.DemoServer;
import dev.gatescribe.testbed.fixture.PsqlCommand;
import dev.gatescribe.testbed.fixture.StoredRecordings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What psql and pgbench did, as somebody reads it in a browser. */
@ExtendWith(SignedInDemo.Extension.class)
class StatementPageTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final String MARKUP =
      "<img src=x onerror=\"window.pwned = 1\"><script>window.pwned = 1</script>"
          + "<a href=\"javascript:window.pwned = 1\">link</a>";

  /** Colours, a title, and text that would run backwards. */
  private static final String CODES = "\u001b[31mred\u001b[0m\u001b]0;title\u0007 \u202edesrever";

  private static final int LONG = 1024 * 1024;

  private static final String EDGE =
      "row => getComputedStyle(row, '::before').borderLeftWidth + ' '"
          + " + getComputedStyle(row, '::before').borderTopWidth + ' '"
          + " + getComputedStyle(row, '::before').borderBottomWidth";

  private static SignedInDemo signedIn;
  private static DemoServer demo;
  private static String uri;
  private static String directUri;
  private static RecordingId everyday;
  private static RecordingId bound;
  private static RecordingId hostile;

  private WatchedBrowser browser;

  @BeforeAll
  static void record(SignedInDemo open) throws IOException {
    signedIn = open;
    demo = open.server();
    Map<String, String> environment = demo.environment();
    uri = environment.get("GATESCRIBE_PG_URI");
    directUri = environment.get("GATESCRIBE_PG_DIRECT_URI");
    everyday = recordedByPsql(resource("statements.sql"));
    bound = recordedByPgbench();
    hostile =
        recordedByPsql(
            "select '"
                + MARKUP
                + "' as markup;\nselect '"
                + CODES
                + "';\nselect '"
                + MARKUP
                + "' from \""
                + MARKUP.replace("\"", "\"\"")
                + "\";\nselect length('"
                + "x<b>".repeat(LONG / 4)
                + "');\n");
  }

  private static RecordingId recordedByPsql(String script) throws IOException {
    Path file = demo.scratch("page.sql");
    Files.writeString(file, script);
    StoredRecordings.Since since = demo.newRecordings();
    PsqlCommand.to(uri).options("--file", file.toString()).run().orFail();
    return since.awaitFinished();
  }

  /**
   * Its values are bound, to statements that have names. The first of its two sessions only asks.
   */
  private static RecordingId recordedByPgbench() throws IOException {
    Path script = demo.scratch("page.pgbench");
    Files.writeString(
        script,
        """
        select id, name, price from products where id = :id;
        begin;
        select :who::text, :id::text;
        end;
        """);
    StoredRecordings.Since since = demo.newRecordings();
    ChildProcess.run(
            LIMIT,
            "pgbench",
            "--no-vacuum",
            "--protocol=prepared",
            "--transactions=2",
            "--define=id=42",
            "--define=who=" + MARKUP + CODES,
            "--file=" + script,
            uri)
        .orFail();
    return since.awaitFinished(2).stream()
        .max(Comparator.comparingLong(id -> demo.recordings().summary(id).events()))
        .orElseThrow();
  }

  @BeforeEach
  void openBrowser() {
    browser = WatchedBrowser.open(signedIn);
  }

  @AfterEach
  void closeBrowser() {
    try (WatchedBrowser opened = browser) {
      opened.assertNoOffence();
      assertThat(browser.page().evaluate("window.pwned === undefined")).isEqualTo(true);
    }
  }

  @Test
  void statementsWereRunThenEachIsShownWithItsOutcomeRowsAndDuration() {
    StoryPage page = StoryPage.open(browser, everyday, "");

    assertThat(page.count()).hasText("18 statements, 4 failed");
    assertThat(page.rows()).hasCount(18);
    assertFigures(page.row("select name, city from customers"), "SELECT 3", "3 rows");
    assertFigures(page.row("update products"), "UPDATE 1");
    assertFigures(page.row("create temporary table"), "CREATE TABLE");
    assertFigures(page.row("execute dearest(2)"), "SELECT 2", "2 rows");
    assertFigures(page.row("copy notes to stdout"), "COPY 2");
    assertFigures(page.row("COPY  notes FROM STDIN"), "COPY 2");
    assertThat(page.row("COPY  notes FROM STDIN").locator(".story-note"))
        .hasText(Pattern.compile("(27|30) bytes sent for COPY")); // Old psql sends its \\. as well.
    assertThat(page.row("select 1 as one").locator(".story-parts li"))
        .hasText(new String[] {"SELECT 1, 1 row", "SELECT 5, 5 rows"});
    assertThat(page.page().locator(".facts")).containsText("PostgreSQL");
  }

  private static void assertFigures(Locator row, String... outcome) {
    List<String> figures = StoryPage.figures(row);
    assertThat(figures.subList(0, figures.size() - 1)).containsExactly(outcome);
    assertThat(figures.getLast()).matches("\\d+(\\.\\d)? m?s");
  }

  @Test
  void statementFailsThenItStandsOutWithSqlStateAndMessage() {
    StoryPage page = StoryPage.open(browser, everyday, "");

    Locator failed = page.row("selec 1;");
    assertThat(failed.locator(".story-failure"))
        .hasText("ERROR 42601 syntax error at or near \"selec\"");
    assertThat(page.row("select * from nowhere").locator(".story-failure"))
        .hasText("ERROR 42P01 relation \"nowhere\" does not exist");
    assertFigures(failed, "failed");
    assertThat(failed.evaluate("row => getComputedStyle(row).backgroundColor"))
        .isNotEqualTo(page.row("begin;").evaluate("row => getComputedStyle(row).backgroundColor"));
  }

  @Test
  void transactionsWereOpenedThenEachIsHeldTogetherByABracket() {
    StoryPage page = StoryPage.open(browser, everyday, "");

    List<String> edges = page.rows().all().stream().map(row -> "" + row.evaluate(EDGE)).toList();
    List<String> first = List.of("2px 2px 0px", "2px 0px 0px", "2px 0px 0px", "2px 0px 2px");
    assertThat(edges.subList(3, 7)).isEqualTo(first);
    assertThat(edges.subList(7, 11)).as("the one that failed").isEqualTo(first);
    assertThat(edges.get(2)).doesNotStartWith("2px");
    assertThat(edges.get(11)).doesNotStartWith("2px");
  }

  @Test
  void statementHasLinesThenTheyAreKept() {
    StoryPage page = StoryPage.open(browser, everyday, "");

    assertThat(page.row("select c.city").locator(".story-text").innerText())
        .isEqualTo(
            """
            select c.city,
                   count(*) as orders
              from orders o
              join customers c on c.id = o.customer_id
             group by c.city;\
            """);
  }

  @Test
  void valuesWereBoundThenTheyAreShownAsTextBesideTheStatement() {
    StoryPage page = StoryPage.open(browser, bound, "");

    assertThat(page.count()).hasText("8 statements");
    Locator product = page.row("select id, name, price from products where id = $1;");
    assertThat(product.locator(".story-values > div")).hasText("$142");
    assertFigures(product, "SELECT 1", "1 row");
    Locator values = page.row("select $1::text").locator(".story-values dd");
    assertThat(values.first().textContent())
        .isEqualTo(MARKUP + "^[[31mred^[[0m^[]0;title^G <202e>desrever");
    assertThat(values.nth(1)).hasText("42");
    assertThat(page.elementsMadeOfText()).isZero();
  }

  @Test
  void statementsHoldMarkupAndControlsThenTheyAreShownAndNotObeyed() {
    StoryPage page = StoryPage.open(browser, hostile, "");

    assertThat(page.rows().first().locator(".story-text").textContent())
        .isEqualTo("select '" + MARKUP + "' as markup;");
    assertThat(page.rows().nth(1).locator(".story-text").textContent())
        .isEqualTo("select '^[[31mred^[[0m^[]0;title^G <202e>desrever';");
    assertThat(page.rows().nth(2).locator(".story-failure").textContent())
        .contains("42P01", "<img src=x onerror=");
    assertThat(page.elementsMadeOfText()).isZero();
    assertThat(page.page().title()).isEqualTo("demo on shop · Gatescribe");
  }

  @Test
  void statementIsOfAMebibyteThenItIsFoldedAndOpensAndFits() {
    StoryPage page = StoryPage.open(browser, hostile, "");
    Locator large = page.row("select length(");
    assertThat(large.locator(".story-text").textContent()).hasSizeLessThan(1_000);
    assertThat(large.locator(".story-note")).hasText("cut here; the export has all 1.0 MiB");

    Locator fold = large.locator(".fold");
    assertThat(fold).hasText("Show the first 65536 characters");
    fold.focus();
    page.page().keyboard().press("Enter");

    assertThat(fold).hasText("Fold");
    assertThat(large.locator(".story-text").textContent()).hasSize(65_536);
    assertThat(page.elementsMadeOfText()).isZero();
    assertThat(page.isNoWiderThanTheScreen()).isTrue();
    fold.press("Enter");
    assertThat(large.locator(".story-text").textContent()).hasSizeLessThan(1_000);
  }

  @Test
  void somebodyFiltersThenTextsValuesAndSqlStatesAreFound() {
    StoryPage page = StoryPage.open(browser, everyday, "");

    page.filter().fill("42p01");
    assertThat(page.rows()).hasCount(1);
    assertThat(page.rows()).containsText("nowhere");
    page.filter().fill("NOTES");
    assertThat(page.rows()).hasCount(3);
    page.filter().fill("no such thing");
    assertThat(page.page().locator(".stories")).containsText("No statement matches.");
    page.filter().fill("");
    page.button("Failed only").click();
    assertThat(page.rows()).hasCount(4);
    assertThat(page.page().locator(".story-failed")).hasCount(4);
  }

  @Test
  void somebodyFollowsTheLinkOfAStatementThenItIsMarkedAndInSight() {
    StoryPage page = StoryPage.open(browser, everyday, "");
    page.page().setViewportSize(1440, 400);
    Locator last = page.row("execute dearest");
    last.locator(".story-time").focus();
    page.page().keyboard().press("Enter");
    assertThat(page.page().url()).endsWith("/sessions/" + everyday + "#statement-18");

    browser.go("/");
    StoryPage linked = StoryPage.open(browser, everyday, "#statement-18");
    assertThat(linked.page().locator(".story:target")).containsText("execute dearest");
    assertThat(linked.page().locator(".story:target")).isInViewport();
  }

  @Test
  void sessionIsRunningThenItsStatementsAppearWhileSomebodyLooks() throws IOException {
    try (ChildProcess holder =
            PsqlCommand.to(directUri).options("--quiet", "-At").openInput().start();
        ChildProcess psql = PsqlCommand.to(uri).options("--quiet", "-At").openInput().start()) {
      type(holder, "select pg_advisory_lock(7), 'held';\n");
      browser.page().waitForCondition(() -> holder.stdout().text().contains("held"));
      type(psql, "select 'begun';\n");
      browser.page().waitForCondition(() -> psql.stdout().text().contains("begun"));
      Page list = browser.go("/");
      list.locator("a.session", new Page.LocatorOptions().setHasText("live")).first().click();
      StoryPage page = StoryPage.on(list);
      assertThat(page.rows()).hasCount(1);

      type(psql, "select pg_advisory_lock(7), 'waited';\n");
      Locator waiting = page.row("waited");
      assertThat(waiting.locator(".story-outcome")).hasText("running");
      type(holder, "\\q\n");
      assertThat(waiting.locator(".story-outcome")).hasText("SELECT 1");
      assertThat(page.count()).hasText("2 statements");
      assertThat(page.page().locator(".page-head .state")).hasText("live");

      psql.stdin().close();
      assertThat(page.page().locator(".page-head .state")).hasText("sealed");
      assertThat(page.page().locator(".facts")).containsText("closed by the client");
    }
  }

  private static void type(ChildProcess psql, String text) throws IOException {
    psql.stdin().write(text.getBytes(StandardCharsets.UTF_8));
    psql.stdin().flush();
  }

  @Test
  void statementsAreShownOnWideAndNarrowScreensThenNothingSticksOut() {
    StoryPage.open(browser, everyday, "").takePictures(browser, "statements");
    StoryPage.open(browser, bound, "").takePictures(browser, "statements-bound");
    StoryPage.open(browser, hostile, "").takePictures(browser, "statements-hostile");
  }

  private static String resource(String name) throws IOException {
    try (InputStream input =
        Objects.requireNonNull(StatementPageTest.class.getResourceAsStream(name), name)) {
      return new String(input.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
