package dev.gatescribe.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0.0s",
    "4230000, 4.2s",
    "59949999, 59.9s",
    "60000000, 1m00s",
    "187000000, 3m07s",
    "28920000000, 8h02m"
  })
  void durationsReadWell(long micros, String text) {
    assertThat(Figures.duration(micros)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0, 0 B", "1023, 1023 B", "1024, 1.0 KiB", "1572864, 1.5 MiB", "1073741824, 1.0 GiB"})
  void sizesReadWell(long bytes, String text) {
    assertThat(Figures.bytes(bytes)).isEqualTo(text);
  }

  @Test
  void controlCharactersOfARecordingAreNotPrinted() {
    assertThat(Figures.printable("a\u001b]52;c;x\u0007b\u202ec\nd")).isEqualTo("a�]52;c;x�b�c�d");
  }

  @Test
  void columnsAreAsWideAsTheirCells() {
    Table table = new Table("A", "LONGER", "C");
    table.row("value", "x", "");
    table.row("y".repeat(80), "", "z");

    assertThat(table.toString().lines().toList())
        .containsExactly(
            "A" + " ".repeat(65) + "LONGER  C",
            "value" + " ".repeat(61) + "x",
            "y".repeat(63) + "…" + " ".repeat(2) + " ".repeat(8) + "z");
  }
}
