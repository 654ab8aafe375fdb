package io.joinq.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The states met so far, each kept in full and numbered in the order in which it was met. */
final class StateStore {
  private static final int CHUNK_STATES = 1 << 14;

  private final int cells;
  private final List<char[]> chunks = new ArrayList<>();
  private int[] table = new int[1 << 16];
  private int size;

  StateStore(int cells) {
    this.cells = cells;
  }

  int size() {
    return size;
  }

  /** The number of this state, which is {@link #size} before the call if it is new. */
  int add(char[] state) {
    if (size * 2 > table.length) {
      grow();
    }
    int at = find(state);
    if (table[at] == 0) {
      append(state);
      table[at] = size;
    }
    return table[at] - 1;
  }

  char[] get(int number) {
    int from = number % CHUNK_STATES * cells;
    return Arrays.copyOfRange(chunks.get(number / CHUNK_STATES), from, from + cells);
  }

  private void append(char[] state) {
    if (size % CHUNK_STATES == 0) {
      chunks.add(new char[CHUNK_STATES * cells]);
    }
    System.arraycopy(state, 0, chunks.get(size / CHUNK_STATES), size % CHUNK_STATES * cells, cells);
    size++;
  }

  private int find(char[] state) {
    int mask = table.length - 1;
    int at = hash(state, 0) & mask;
    while (table[at] != 0 && !isAt(table[at] - 1, state)) {
      at = (at + 1) & mask;
    }
    return at;
  }

  private boolean isAt(int number, char[] state) {
    int from = number % CHUNK_STATES * cells;
    return Arrays.equals(chunks.get(number / CHUNK_STATES), from, from + cells, state, 0, cells);
  }

  private int hash(char[] chunk, int from) {
    long hash = 0;
    for (int i = from; i < from + cells; i++) {
      hash = (hash ^ chunk[i]) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 29;
    }
    return (int) (hash >>> 16);
  }

  private void grow() {
    table = new int[table.length * 2];
    int mask = table.length - 1;
    for (int number = 0; number < size; number++) {
      int from = number % CHUNK_STATES * cells;
      int at = hash(chunks.get(number / CHUNK_STATES), from) & mask;
      while (table[at] != 0) {
        at = (at + 1) & mask;
      }
      table[at] = number + 1;
    }
  }
}
