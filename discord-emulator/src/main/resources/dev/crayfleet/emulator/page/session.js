// Who the person is, and REST for them.

const RETRY_MS = 2_000;

/** Reads token, ids, limits and examples; tries again until the server answers. */
export async function openSession(waiting) {
  for (;;) {
    const session = await readSession();
    if (session) return session;
    waiting();
    await new Promise((done) => setTimeout(done, RETRY_MS));
  }
}

/** Undefined if the server does not answer. */
export async function readSession() {
  try {
    const response = await fetch("/_emulator/session");
    return response.ok ? await response.json() : undefined;
  } catch {
    return undefined;
  }
}

/** Makes the function that sends a REST request; it throws an Error that a person can read. */
export function apiFor(session) {
  return async (method, path, body) => {
    const isForm = body instanceof FormData;
    const headers = { Authorization: session.token };
    if (body && !isForm) headers["Content-Type"] = "application/json";
    let response;
    try {
      response = await fetch(`/api/v10${path}`, {
        method,
        headers,
        body: body && !isForm ? JSON.stringify(body) : body,
      });
    } catch {
      throw new Error("The server does not answer. Is it still running? Try again when it is.");
    }
    if (response.status === 204) return undefined;
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw new Error(problem(answer, response.status));
    return answer;
  };
}

function problem(answer, status) {
  const details = [];
  const walk = (node, depth) => {
    if (depth > 10 || typeof node !== "object" || node === null) return;
    for (const [key, value] of Object.entries(node)) {
      if (key === "_errors") details.push(...value.map((error) => error.message));
      else walk(value, depth + 1);
    }
  };
  walk(answer.errors, 0);
  const message = answer.message ?? `The server answered with ${status}.`;
  return details.length > 0 ? `${message}: ${details.join(" ")}` : message;
}
