package io.joinq.model;

import io.joinq.model.Scenario.Fault;
import java.util.EnumMap;
import java.util.Map;

/** All that can happen next in a world: a step of a live actor, or a fault. */
final class Transitions {
  /** Told of each way in which a state can go on. */
  interface Visitor {
    /**
     * The world has taken one step from the state; the visitor may read it and must not keep it.
     */
    void visit(World world, Transition transition);
  }

  /**
   * One thing that happens.
   *
   * @param fault empty for a step of the protocol
   * @param who the actor that takes the step, or the process that the fault befalls
   * @param pc the step
   */
  record Transition(Fault fault, int who, Pc pc, int choice) {
    /** Whether a queue left to itself gets this far: faults are not to be relied on. */
    boolean isProgress() {
      return fault == null;
    }
  }

  private final Map<Pc.Part, Steps> parts = new EnumMap<>(Pc.Part.class);
  private final World world;

  Transitions(World world) {
    this.world = world;
    parts.put(Pc.Part.CLAIM, new ClaimSteps());
    parts.put(Pc.Part.INTENT, new IntentSteps());
    parts.put(Pc.Part.HELP, new HelpSteps());
    parts.put(Pc.Part.END, new EndSteps());
    parts.put(Pc.Part.PUT, new PutSteps());
    parts.put(Pc.Part.RECOVER, new RecoverSteps());
    parts.put(Pc.Part.REPAIR, new RepairSteps());
    parts.put(Pc.Part.REAP, new ReapSteps());
    parts.put(Pc.Part.JOIN, new JoinSteps());
    parts.put(Pc.Part.PAUSE, new PauseSteps());
    parts.put(Pc.Part.RECLAIM, new ReclaimSteps());
    parts.put(Pc.Part.CANCEL, new CancelSteps());
    parts.put(Pc.Part.PASS, new PassSteps());
    parts.put(Pc.Part.SHUTDOWN, new ShutdownSteps());
  }

  /** Shows the visitor every successor of the state. */
  void visitSuccessors(char[] state, Visitor visitor) {
    for (int actor = 0; actor < world.scenario.actors().size(); actor++) {
      visitSteps(state, actor, visitor);
    }
    for (int process = 0; process < world.scenario.processes(); process++) {
      visitFaults(state, process, visitor);
    }
  }

  private void visitSteps(char[] state, int actor, Visitor visitor) {
    world.become(state);
    Pc pc = world.pc(actor);
    if (pc == Pc.OVER || world.condition(world.process(actor)) != Condition.LIVE) {
      return;
    }
    int choices = parts.get(pc.part()).choices(world, actor);
    for (int choice = 0; choice < choices; choice++) {
      world.become(state.clone());
      parts.get(pc.part()).take(world, actor, choice);
      visitor.visit(world, new Transition(null, actor, pc, choice));
    }
  }

  private void visitFaults(char[] state, int process, Visitor visitor) {
    world.become(state);
    boolean live = world.condition(process) == Condition.LIVE && world.scenario.isMortal(process);
    boolean crashes = live && world.mayHappen(Fault.CRASH) && mayStillAct(process);
    boolean stops = live && world.mayHappen(Fault.STOP) && mayStillAct(process);
    boolean restarts = mayRestart(process);
    if (crashes) {
      world.become(state.clone());
      crash(process);
      visitor.visit(world, new Transition(Fault.CRASH, process, Pc.OVER, 0));
    }
    if (stops) {
      world.become(state.clone());
      world.happened(Fault.STOP);
      world.setCondition(process, Condition.STOPPED);
      visitor.visit(world, new Transition(Fault.STOP, process, Pc.OVER, 0));
    }
    if (restarts) {
      world.become(state.clone());
      restart(process);
      // A recoverer is always started again; what it does then can be relied on.
      Fault fault = isRecoverer(process) ? null : Fault.RESTART;
      visitor.visit(world, new Transition(fault, firstActor(process), Pc.BOOT_TAKE_BYTE, 0));
    }
  }

  private boolean mayStillAct(int process) {
    for (int actor = 0; actor < world.scenario.actors().size(); actor++) {
      if (world.process(actor) == process && world.pc(actor) != Pc.OVER) {
        return true;
      }
    }
    return false;
  }

  private boolean isRecoverer(int process) {
    return world.scenario.actor(firstActor(process)).role() == Role.RECOVERER;
  }

  private boolean mayRestart(int process) {
    return world.condition(process) == Condition.DEAD
        && (isRecoverer(process) || world.mayHappen(Fault.RESTART));
  }

  private int firstActor(int process) {
    int actor = 0;
    while (world.process(actor) != process) {
      actor++;
    }
    return actor;
  }

  /** SIGKILL: the process forgets everything, and the kernel gives up its byte. */
  private void crash(int process) {
    world.happened(Fault.CRASH);
    for (int actor = 0; actor < world.scenario.actors().size(); actor++) {
      if (world.process(actor) == process) {
        Pc pc = world.pc(actor);
        if (pc == Pc.PUBLISH_APPENDED || pc == Pc.UNLOCK) {
          world.noteTask(world.get(actor, Register.TASK), Fact.ORPHANED);
        }
        world.restAt(actor, Pc.OVER);
      }
    }
    world.setCondition(process, Condition.DEAD);
  }

  private void restart(int process) {
    if (!isRecoverer(process)) {
      world.happened(Fault.RESTART);
    }
    world.setCondition(process, Condition.LIVE);
    ReapSteps.boot(world, firstActor(process));
  }
}
