// Arrow keys step from screen to screen; so do the page keys, which presenters' remote controls send,
// in presenter view: elsewhere they scroll, as everybody expects.

const ARROWS = { ArrowRight: 1, ArrowLeft: -1 };
const PAGES = { PageDown: 1, PageUp: -1 };
// Here these keys have a meaning of their own.
const TAKEN = [
  "input", "textarea", "select", "[contenteditable]:not([contenteditable='false'])",
  "[role=slider]", "[role=radio]", "[role=radiogroup]", "[role=tab]", "[role=tablist]",
  "[role=menu]", "[role=listbox]", "[role=combobox]", "[role=dialog]",
  "pre", // code, which they move sideways
].join();

function taken(event) {
  const { ctrlKey, altKey, metaKey, shiftKey, defaultPrevented } = event;
  if (ctrlKey || altKey || metaKey || shiftKey || defaultPrevented) return true;
  // The innermost element, whichever component it is in.
  return event.composedPath().some((element) => element.matches?.(TAKEN));
}

export default function ({ data, parentElement, setTriggerValue }) {
  const said = parentElement.querySelector("p");
  if (said.textContent !== data.said) {
    // Only a step is told: whoever has just opened the page reads it from the top.
    if (said.textContent) document.querySelector(".stMain")?.scrollTo({ top: 0 });
    said.textContent = data.said;
  }
  // The page is drawn while keys are pressed, more than once for one of them: where it says that it
  // stands counts again once it has answered the last key.
  parentElement.presses ??= data.presses;
  if (parentElement.presses === data.presses) parentElement.at = data.at;
  parentElement.names = data.names;
  parentElement.keys = data.presenting ? { ...ARROWS, ...PAGES } : ARROWS;
  if (parentElement.listening) return undefined;
  const listen = (event) => {
    const step = parentElement.keys[event.key];
    if (!step || taken(event)) return;
    event.preventDefault();
    const { names } = parentElement;
    // Counted here, so that a second key that comes before the page has changed is not lost.
    const to = Math.min(Math.max(parentElement.at + step, 0), names.length - 1);
    if (to === parentElement.at) return;
    parentElement.at = to;
    parentElement.presses += 1;
    setTriggerValue("open", { name: names[to], presses: parentElement.presses });
  };
  document.addEventListener("keydown", listen);
  parentElement.listening = true;
  return () => {
    document.removeEventListener("keydown", listen);
    parentElement.listening = false;
  };
}
