// The password of a PSQL URL, and its SCRAM-SHA-256 verifier (RFC 5802, RFC 7677) in PostgreSQL's
// form. The server gets the verifier alone: the password stays in this page.
const ITERATIONS = 4096; // as PostgreSQL's own

/** Whether the browser lets this page compute: it does over https and on this machine alone. */
export const available = () => Boolean(globalThis.crypto?.subtle);

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const LENGTH = 32; // 190 random bits

/** Letters and digits: no escape in a URL, and a double click selects all of it. */
export function newPassword() {
  let password = "";
  while (password.length < LENGTH) {
    for (const byte of crypto.getRandomValues(new Uint8Array(LENGTH))) {
      // a byte above the last whole round of letters would make the first ones more frequent
      if (byte < 4 * LETTERS.length) password += LETTERS[byte % LETTERS.length];
    }
  }
  return password.slice(0, LENGTH);
}

/** The password is ASCII, so SASLprep would not change it. */
export async function verifier(password, salt = crypto.getRandomValues(new Uint8Array(16))) {
  const bytes = (text) => new TextEncoder().encode(text);
  const { subtle } = crypto;
  const base = await subtle.importKey("raw", bytes(password), "PBKDF2", false, ["deriveBits"]);
  const salted = await subtle.deriveBits(
    { name: "PBKDF2", hash: "SHA-256", salt, iterations: ITERATIONS },
    base,
    256,
  );
  const hmac = await subtle.importKey("raw", salted, { name: "HMAC", hash: "SHA-256" }, false, [
    "sign",
  ]);
  const client = await subtle.sign("HMAC", hmac, bytes("Client Key"));
  const stored = await subtle.digest("SHA-256", client);
  const server = await subtle.sign("HMAC", hmac, bytes("Server Key"));
  return `SCRAM-SHA-256$${ITERATIONS}:${base64(salt)}$${base64(stored)}:${base64(server)}`;
}

function base64(buffer) {
  return btoa(String.fromCharCode(...new Uint8Array(buffer)));
}
