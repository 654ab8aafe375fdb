package io.joinq.queue;

import java.nio.file.Path;

/** The disk has no space for a task. Nothing was put; puts succeed again once there is space. */
public final class DiskFullException extends QueueException {
  private static final long serialVersionUID = 1L;

  /**
   * @param folder on the disk
   * @param needed bytes
   */
  public DiskFullException(Path folder, long needed) {
    super(
        "disk full: "
            + folder.toFile().getUsableSpace()
            + " bytes free in "
            + folder
            + ", "
            + needed
            + " needed; free space, nothing was put");
  }
}
