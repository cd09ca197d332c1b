// What the schema says of itself: documentation, and what can be written at a place in an operation.

const INTROSPECTION = `query Introspection {
  __schema {
    queryType { name } mutationType { name } subscriptionType { name }
    types {
      kind name description
      fields(includeDeprecated: true) {
        name description isDeprecated deprecationReason
        args { name description defaultValue type { ...TypeRef } }
        type { ...TypeRef }
      }
      inputFields { name description defaultValue type { ...TypeRef } }
      enumValues(includeDeprecated: true) { name description }
      possibleTypes { name }
    }
  }
}
fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }`;

export async function loadSchema() {
  const response = await fetch("/graphql", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: INTROSPECTION }),
  });
  const { data } = await response.json();
  if (!data) throw new Error("the server does not answer introspection");
  const schema = data.__schema;
  const types = new Map(schema.types.map((type) => [type.name, type]));
  return {
    types,
    roots: {
      query: schema.queryType?.name,
      mutation: schema.mutationType?.name,
      subscription: schema.subscriptionType?.name,
    },
  };
}

export function show(type) {
  if (type.kind === "NON_NULL") return `${show(type.ofType)}!`;
  if (type.kind === "LIST") return `[${show(type.ofType)}]`;
  return type.name;
}

export function named(type) {
  return type.ofType ? named(type.ofType) : type.name;
}

const TOKEN = /#[^\n\r]*|"""[\s\S]*?(?:"""|$)|"(?:\\.|[^"\\\n])*"?|\.\.\.|[A-Za-z_]\w*|[{}()[\]:$!=@|&]|-?\d[\w.+-]*/g;

// The type, and inside brackets the field, at the end of `text`; null where neither is known.
function place(schema, text) {
  const stack = [];
  let operation = "query";
  let fragment = null;
  let field = null;
  let argument = null;
  let previous = null;
  for (const [token] of text.matchAll(TOKEN)) {
    if (token.startsWith("#") || token.startsWith('"')) continue;
    const top = stack.at(-1);
    if (token === "{") {
      if (top?.kind === "arguments" || top?.kind === "input") {
        const inputs = top.kind === "arguments" ? top.field?.args : schema.types.get(top.type)?.inputFields;
        const found = inputs?.find((input) => input.name === argument);
        stack.push({ kind: "input", type: found && named(found.type) });
      } else if (!top) {
        stack.push({ kind: "fields", type: fragment ?? schema.roots[operation] });
        fragment = null;
      } else {
        stack.push({ kind: "fields", type: fragment ?? (field && named(field.type)) ?? top.type });
        fragment = null;
      }
      field = null;
    } else if (token === "(") {
      stack.push({ kind: top ? "arguments" : "variables", field });
    } else if (token === "[") {
      stack.push({ ...top });
    } else if (token === "}" || token === ")" || token === "]") {
      const closed = stack.pop();
      if (token === ")" && closed?.kind === "arguments") field = closed.field;
      if (token === "}") field = null;
    } else if (/^[A-Za-z_]/.test(token)) {
      if (!top && ["query", "mutation", "subscription"].includes(token)) operation = token;
      else if (previous === "on") fragment = token;
      else if (top?.kind === "fields" && previous !== "..." && previous !== "@") {
        field = schema.types.get(top.type)?.fields?.find((known) => known.name === token) ?? null;
      } else if (top?.kind === "arguments" || top?.kind === "input") {
        if (previous !== ":" && previous !== "$") argument = token;
      }
    }
    previous = token;
  }
  return { top: stack.at(-1), argument, previous };
}

// What can stand at the end of `text`, by the letters already written.
export function completions(schema, text) {
  const letters = /[A-Za-z_]\w*$/.exec(text)?.[0] ?? "";
  const { top, argument, previous } = place(schema, text.slice(0, text.length - letters.length));
  if (!top || previous === "$" || previous === "...") return { letters, found: [] };
  let found = [];
  if (top.kind === "fields") {
    found = schema.types.get(top.type)?.fields ?? [];
  } else if (top.kind === "arguments" || top.kind === "input") {
    const inputs = (top.kind === "arguments" ? top.field?.args : schema.types.get(top.type)?.inputFields) ?? [];
    const current = inputs.find((input) => input.name === argument);
    found = previous === ":" ? (schema.types.get(current && named(current.type))?.enumValues ?? []) : inputs;
  }
  return {
    letters,
    found: found
      .filter((entry) => entry.name.toLowerCase().startsWith(letters.toLowerCase()) && entry.name !== letters)
      .map((entry) => ({ name: entry.name, detail: entry.type ? show(entry.type) : "", description: entry.description ?? "" })),
  };
}
