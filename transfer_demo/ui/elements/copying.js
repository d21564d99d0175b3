// Copies a text. Put before the script of a component that offers that.

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

// Lets a button copy what `address` gives, and say so in the field beside it.
function copyOnClick(button, shown, address) {
  button.onclick = () =>
    copied(address())
      .then(() => { shown.textContent = `Copied: ${address()}`; })
      .catch(() => { shown.textContent = `Copy this: ${address()}`; });
}
