// A button that copies the address of this page with the choices in it, and shows it below.

export default function ({ data, parentElement }) {
  const shown = parentElement.querySelector("output");
  const address = `${window.location.origin}${window.location.pathname}${data.query}`;
  // What was copied is the link of the choices at that time.
  if (shown.textContent && !shown.textContent.endsWith(address)) shown.textContent = "";
  copyOnClick(parentElement.querySelector("button"), shown, () => address);
}
