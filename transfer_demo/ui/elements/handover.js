// Gives a file to the browser, once for each click on the button that asks for it.

export default function ({ data, parentElement }) {
  // It is called again for the same click, as when the theme changes.
  if (data.click && parentElement.handedOver !== data.click) {
    parentElement.handedOver = data.click;
    keep(data);
  }
  // A field tells what was typed when it is left. A click does not leave it on every device, nor
  // does one that a screen reader makes: so the button takes the focus.
  const leave = (event) => {
    const asked = event.target instanceof Element && event.target.closest(data.button);
    if (asked && document.activeElement?.matches("textarea, input")) {
      asked.querySelector("button")?.focus();
    }
  };
  document.addEventListener("click", leave, true);
  parentElement.stopListening?.();
  return (parentElement.stopListening = () => document.removeEventListener("click", leave, true));
}

function keep({ content, name, type }) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // Some browsers read the address only after the click; the page may stay open for long.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
