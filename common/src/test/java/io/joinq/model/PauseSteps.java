package io.joinq.model;

/** A pause, and some time later a resume. */
final class PauseSteps implements Steps {
  @Override
  public void take(World world, int actor, int choice) {
    int cursor = world.cursor();
    if (world.pc(actor) == Pc.PAUSE) {
      boolean keepsWinner = world.keeps(Rule.PAUSE_KEEPS_THE_WINNER);
      world.setCursor(Cursor.paused(keepsWinner ? cursor : Cursor.withoutWinner(cursor)));
      world.setPauseInEffect(true);
      world.go(actor, Pc.RESUME);
    } else {
      world.setCursor(Cursor.resumed(cursor));
      world.setPauseInEffect(false);
      forgiveClaims(world);
      world.restAt(actor, Pc.OVER);
    }
  }

  /** What was claimed in the pause and is given only after it does no harm. */
  private static void forgiveClaims(World world) {
    for (int actor = 0; actor < world.scenario.actors().size(); actor++) {
      if (world.scenario.actor(actor).role() == Role.CLAIMER) {
        int notes = world.get(actor, Register.NOTES);
        world.set(actor, Register.NOTES, notes & ~Register.NOTE_CLAIMED_IN_PAUSE);
      }
    }
  }
}
