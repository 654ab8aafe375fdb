package io.joinq.lab.demo;

/**
 * A claim of a demo, and whether this run showed it.
 *
 * @param text the claim
 * @param observed what was observed
 * @param held whether the observation supports the claim
 */
record Claim(String text, String observed, boolean held) {}
