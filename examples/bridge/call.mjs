// Calls the hosted shop's own interface by koppel: with the source's access, within its pace, and with no token in our hands.

/** `(method, path, document)` gives {document, headers}, or throws an error with `status`. */
export function callerOf(koppel, source) {
  return async function call(method, path, document) {
    const answer = await koppel.sourceCall({ source, method, path, document });
    const { status, headers, text } = answer;
    if (status < 300) return { document: answer.document, headers: new Map(Object.entries(headers)) };
    const said = (text ?? JSON.stringify(answer.document)).slice(0, 300);
    const sentence = `The shop answers ${status} to ${method} ${path.split('?')[0]}: ${said}`;
    throw Object.assign(new Error(sentence), { status });
  };
}
