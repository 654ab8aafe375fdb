package io.joinq.lab.demo;

/**
 * One thing that a demo says is so, and whether this run showed it.
 *
 * @param text what is claimed
 * @param observed what was seen
 * @param held whether what was seen is what is claimed
 */
record Claim(String text, String observed, boolean held) {}
