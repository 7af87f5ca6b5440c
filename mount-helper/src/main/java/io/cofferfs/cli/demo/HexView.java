package io.cofferfs.cli.demo;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Bytes as {@code hexdump -C} shows them. */
final class HexView {
  private static final int BYTES_PER_LINE = 16;
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

  private HexView() {}

  static List<String> lines(byte[] bytes, int maxLines) {
    List<String> lines = new ArrayList<>();
    for (int start = 0; start < bytes.length && lines.size() < maxLines; start += BYTES_PER_LINE) {
      int end = Math.min(bytes.length, start + BYTES_PER_LINE);
      lines.add(
          "%06x  %-47s  |%s|"
              .formatted(start, HEX.formatHex(bytes, start, end), text(bytes, start, end)));
    }
    return lines;
  }

  private static String text(byte[] bytes, int start, int end) {
    StringBuilder text = new StringBuilder();
    for (int i = start; i < end; i++) {
      text.append(bytes[i] >= ' ' && bytes[i] <= '~' ? (char) bytes[i] : '.');
    }
    return text.toString();
  }
}
