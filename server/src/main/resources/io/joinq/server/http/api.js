"use strict";

/* Shows the OpenAPI document of the listener that this page comes from. Only ever sets text. */

function element(tag, text, className) {
  const made = document.createElement(tag);
  if (text !== undefined) {
    made.textContent = text;
  }
  if (className) {
    made.className = className;
  }
  return made;
}

function row(cells) {
  const line = element("tr");
  cells.forEach((cell, column) => {
    const box = element(column === 0 ? "th" : "td");
    box.append(cell);
    line.append(box);
  });
  return line;
}

function table(rows) {
  const made = element("table");
  made.append(...rows);
  return made;
}

/* What a schema allows, in a few words; references are names of schemas below. */
function inWords(schema) {
  if (schema.oneOf) {
    return schema.oneOf.map(inWords).join(" or ");
  }
  if (schema.enum) {
    return schema.enum.join(" | ");
  }
  if (schema.$ref) {
    const types = schema.properties?.type?.enum;
    return types ? types.join(" | ") : schema.$ref.split("/").pop();
  }
  if (schema.type === "array") {
    return "list of " + inWords(schema.items);
  }
  if (schema.properties) {
    const members = Object.entries(schema.properties);
    return "{ " + members.map(([name, of]) => name + ": " + inWords(of)).join(", ") + " }";
  }
  if (schema.type === undefined) {
    return "bytes";
  }
  const type = [].concat(schema.type).join(" or ");
  return schema.pattern ? type + " " + schema.pattern : type;
}

function parameters(operation) {
  return (operation.parameters ?? []).map((parameter) =>
    row([
      element("code", parameter.name),
      parameter.in,
      element("code", inWords(parameter.schema)),
      parameter.description,
    ]));
}

function responses(operation) {
  return Object.entries(operation.responses).map(([status, response]) => {
    const contents = element("div");
    for (const [type, content] of Object.entries(response.content ?? {})) {
      const line = element("div");
      line.append(element("code", type), ": ", element("code", inWords(content.schema)));
      contents.append(line);
    }
    return row([status, response.description, contents]);
  });
}

function route(path, method, operation) {
  const box = element("details");
  box.id = method + path;
  const head = element("summary");
  head.append(
    element("span", method.toUpperCase(), "method " + method),
    element("code", path),
    element("span", operation.summary, "what"));
  const body = element("div");
  if (operation.parameters) {
    body.append(element("h3", "Parameters"), table(parameters(operation)));
  }
  if (operation.security) {
    body.append(element("h3", "Changes something"),
      element("p", "Bear the admin token if the server has one."));
  }
  body.append(element("h3", "Answers"), table(responses(operation)));
  box.append(head, body);
  return box;
}

function schemas(components) {
  return Object.entries(components).map(([name, schema]) => {
    const box = element("details");
    const head = element("summary");
    head.append(element("code", name));
    const body = element("div");
    const members = Object.entries(schema.properties ?? {});
    body.append(
      table(members.map(([member, of]) =>
        row([element("code", member), element("code", inWords(of))]))));
    box.append(head, body);
    return box;
  });
}

async function show() {
  const routes = document.getElementById("routes");
  try {
    const answer = await fetch("/openapi.json");
    if (!answer.ok) {
      throw new Error("HTTP status " + answer.status);
    }
    const api = await answer.json();
    document.getElementById("title").textContent = api.info.title;
    const boxes = Object.entries(api.paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, operation]) => route(path, method, operation)));
    routes.replaceChildren(
      element("h2", "Routes"), ...boxes,
      element("h2", "Schemas"), ...schemas(api.components.schemas));
  } catch (failure) {
    routes.textContent = "The document cannot be read: " + failure.message;
  }
}

show();
