// Gives a file to the browser, once for each click on the button that asks for it.

export default function ({ data, parentElement }) {
  if (data.click && parentElement.handedOver !== data.click) {
    parentElement.handedOver = data.click;
    keep(data);
  }
  if (parentElement.leaving) return;
  // A field tells what was typed when it is left. A click does not leave it on every device, nor
  // does one that a screen reader makes.
  parentElement.leaving = (event) => {
    const asked = event.target instanceof Element && event.target.closest(data.button);
    if (asked && document.activeElement?.matches("textarea, input")) document.activeElement.blur();
  };
  document.addEventListener("click", parentElement.leaving, true);
  return () => document.removeEventListener("click", parentElement.leaving, true);
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
