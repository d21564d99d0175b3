// Makes a link to this page that hides what is ticked. Only what is on the page can be ticked.

function link(parentElement, query) {
  const ticked = [...parentElement.querySelectorAll("input:checked")].map((input) => input.name);
  const hide = ticked.filter((name) => name !== "view").join(",");
  const parts = [
    query,
    hide && `hide=${hide}`,
    ticked.includes("view") && "view=presenter",
  ].filter(Boolean);
  const { origin, pathname } = window.location;
  return `${origin}${pathname}${parts.length ? "?" : ""}${parts.join("&")}`;
}

function box(name, words, checked) {
  const input = Object.assign(document.createElement("input"), { type: "checkbox", name, checked });
  const label = document.createElement("label");
  label.append(input, words);
  return label;
}

export default function ({ data, parentElement }) {
  const fields = parentElement.querySelector("fieldset");
  const shown = parentElement.querySelector("output");
  const here = data.controls.filter(({ selector }) => document.querySelector(selector));
  const names = here.map(({ name }) => name).join();
  // What was ticked stays when the page is drawn again.
  if (fields.names !== names) {
    fields.names = names;
    fields.replaceChildren(
      fields.querySelector("legend"),
      ...here.map(({ name, words, hidden }) => box(name, words, hidden)),
    );
  }
  const address = () => link(parentElement, data.query);
  const refresh = () => { shown.textContent = address(); };
  parentElement.querySelector(".all").onchange = refresh;
  copyOnClick(parentElement.querySelector("button"), shown, address);
  if (!shown.textContent.endsWith(address())) refresh();
}
