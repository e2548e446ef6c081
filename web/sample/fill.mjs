// What the C++ writer does: the JSON, with every "<" escaped, takes the place of the token.
export function fill(template, data) {
  const json = JSON.stringify(data).replace(/</g, '\\u003c');
  const parts = template.split('__GLASSCAPE_DATA__');
  if (parts.length !== 2) throw new Error(`the token occurs ${parts.length - 1} times in the template`);
  return parts[0] + json + parts[1];
}
