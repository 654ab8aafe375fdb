package io.joinq.server.http.route;

import io.javalin.http.Handler;
import io.joinq.server.http.problem.ProblemType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A route with its documentation. Immutable; built by a {@link Declaration}. */
public final class Route {
  private final Declaration declared;
  private final Handler handler;

  private Route(Declaration declared, Handler handler) {
    this.declared = declared;
    this.handler = handler;
  }

  /** Begins the declaration of a route that changes nothing. */
  public static Declaration get(String path) {
    return new Declaration("GET", path, Access.READS);
  }

  /** Begins the declaration of a route that changes something. */
  public static Declaration post(String path) {
    return new Declaration("POST", path, Access.CHANGES);
  }

  /** As {@link #post}. */
  public static Declaration delete(String path) {
    return new Declaration("DELETE", path, Access.CHANGES);
  }

  public String method() {
    return declared.method;
  }

  /** As Javalin and OpenAPI write it, with parameters in braces. */
  public String path() {
    return declared.path;
  }

  /** Method and path. */
  public String name() {
    return method() + " " + path();
  }

  public Access access() {
    return declared.access;
  }

  /** Whether HEAD is allowed: the route changes nothing and its answer ends. */
  public boolean servesHead() {
    return method().equals("GET")
        && access() != Access.CHANGES
        && declared.responses.stream()
            .flatMap(response -> response.contentType().stream())
            .noneMatch("text/event-stream"::equals);
  }

  public Handler handler() {
    return handler;
  }

  String summary() {
    return declared.summary;
  }

  List<Parameter> parameters() {
    return List.copyOf(declared.parameters);
  }

  Optional<Schema> body() {
    return Optional.ofNullable(declared.body);
  }

  List<Response> responses() {
    return List.copyOf(declared.responses);
  }

  List<ProblemType> problems() {
    return List.copyOf(declared.problems);
  }

  /** A route that has no handler yet. */
  public static final class Declaration {
    private final String method;
    private final String path;
    private Access access;
    private String summary = "";
    private final List<Parameter> parameters = new ArrayList<>();
    private Schema body;
    private final List<Response> responses = new ArrayList<>();
    private final List<ProblemType> problems = new ArrayList<>();

    private Declaration(String method, String path, Access access) {
      this.method = method;
      this.path = path;
      this.access = access;
    }

    /** Says what the route does, in one sentence without a full stop. */
    public Declaration does(String what) {
      summary = what;
      return this;
    }

    /** Sets who may use it, if that is not what the method suggests. */
    public Declaration access(Access who) {
      access = who;
      return this;
    }

    public Declaration takes(Parameter.In in, String name, Schema schema, String says) {
      parameters.add(new Parameter(in, name, schema, says));
      return this;
    }

    /** Takes bytes of any kind as its body. */
    public Declaration takesBytes() {
      body = Schema.bytes();
      return this;
    }

    /** Answers with JSON. */
    public Declaration answers(int status, String says, Schema schema) {
      return answers(status, says, "application/json", schema);
    }

    public Declaration answers(int status, String says, String contentType, Schema schema) {
      responses.add(new Response(status, says, Optional.of(contentType), Optional.of(schema)));
      return this;
    }

    public Declaration answersNothing(int status, String says) {
      responses.add(new Response(status, says, Optional.empty(), Optional.empty()));
      return this;
    }

    /** Names the problems that are this route's own; those that any may have need no word. */
    public Declaration problems(ProblemType... types) {
      return problems(List.of(types));
    }

    public Declaration problems(List<ProblemType> types) {
      problems.addAll(types);
      return this;
    }

    /** Ends the declaration, which is not to be used any more. */
    public Route handledBy(Handler handler) {
      return new Route(this, handler);
    }
  }
}
