package io.joinq.worker.handler;

import io.joinq.options.UsageException;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A class of the user's that handles tasks, on our class path or on one of its own. */
final class HandlerClass {
  private static final String ALL_JARS = "*";

  private final String name;
  private final URLClassLoader loader;

  /**
   * @param path folders, jars, and DIR/* for all jars of a folder
   * @throws UsageException if one of them is not there
   */
  HandlerClass(String name, List<Path> path) {
    this.name = name;
    this.loader = new URLClassLoader(urls(path), HandlerClass.class.getClassLoader());
  }

  /**
   * Checks that it is a handler, without running any of its code.
   *
   * @throws UsageException if it is not
   */
  void check() {
    try (loader) {
      constructor();
    } catch (IOException e) {
      throw new UsageException("--handler-path cannot be read: " + e, e);
    }
  }

  /**
   * Makes a handler. Threads that the caller starts from now on find the classes of the path too.
   *
   * @throws UsageException as {@link #check}
   * @throws IllegalStateException if the constructor fails, with what it threw
   */
  TaskHandler instance() {
    Thread.currentThread().setContextClassLoader(loader);
    Constructor<? extends TaskHandler> constructor = constructor();
    try {
      return constructor.newInstance();
    } catch (InvocationTargetException | ExceptionInInitializerError e) {
      throw failed(e.getCause());
    } catch (ReflectiveOperationException | LinkageError e) {
      throw failed(e);
    }
  }

  private Constructor<? extends TaskHandler> constructor() {
    try {
      Class<?> found = Class.forName(name, false, loader);
      if (!TaskHandler.class.isAssignableFrom(found)) {
        throw refused("it does not implement " + TaskHandler.class.getName());
      }
      if (!Modifier.isPublic(found.getModifiers())) {
        throw refused("it is not public");
      }
      if (Modifier.isAbstract(found.getModifiers())) {
        throw refused("it is abstract");
      }
      return found.asSubclass(TaskHandler.class).getConstructor();
    } catch (ClassNotFoundException e) {
      throw refused(
          "there is no such class on --handler-path; write its full name, and add its folder or jar"
              + " with --handler-path");
    } catch (NoSuchMethodException e) {
      throw refused("it has no public constructor without parameters");
    } catch (NoClassDefFoundError e) {
      throw refused(
          "it needs "
              + String.valueOf(e.getMessage()).replace('/', '.')
              + ", which is not there; add its folder or jar with --handler-path");
    } catch (LinkageError e) {
      throw refused("it cannot be loaded: " + e);
    }
  }

  private UsageException refused(String why) {
    return new UsageException("--handler-class " + name + " is no handler: " + why);
  }

  private IllegalStateException failed(Throwable failure) {
    StringBuilder text = new StringBuilder("the constructor of " + name + " failed: " + failure);
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      text.append(", caused by ").append(cause);
    }
    Stream.of(failure.getStackTrace())
        .findFirst()
        .ifPresent(place -> text.append(", at ").append(place));
    return new IllegalStateException(text.toString(), failure);
  }

  private static URL[] urls(List<Path> path) {
    List<URL> urls = new ArrayList<>();
    try {
      for (Path entry : path) {
        for (Path file : files(entry)) {
          urls.add(file.toUri().toURL());
        }
      }
    } catch (MalformedURLException e) {
      throw new UsageException("--handler-path cannot be read: " + e, e);
    }
    return urls.toArray(URL[]::new);
  }

  private static List<Path> files(Path entry) {
    boolean jars = entry.endsWith(ALL_JARS);
    Path there = jars ? entry.getParent() : entry;
    if (!Files.isReadable(there) || (jars && !Files.isDirectory(there))) {
      throw new UsageException(
          "--handler-path has " + entry + ", which is not there or cannot be read");
    }
    if (!jars) {
      return List.of(there);
    }
    try (Stream<Path> files = Files.list(there)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw new UsageException("--handler-path has " + entry + ", which cannot be read: " + e, e);
    }
  }
}
