// A button that copies the address of this page with the choices in it, and shows it below.

function copied(text) {
  // The modern way needs https or localhost; a school's server may have neither.
  if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
  const field = Object.assign(document.createElement("textarea"), { value: text });
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done ? Promise.resolve() : Promise.reject(new Error("refused"));
}

export default function ({ data, parentElement }) {
  const button = parentElement.querySelector("button");
  const shown = parentElement.querySelector("output");
  const address = `${window.location.origin}${window.location.pathname}${data.query}`;
  // What was copied is the link of the choices at that time.
  if (shown.textContent && !shown.textContent.endsWith(address)) shown.textContent = "";
  button.onclick = () =>
    copied(address)
      .then(() => { shown.textContent = `Copied: ${address}`; })
      .catch(() => { shown.textContent = `Copy this: ${address}`; });
}
