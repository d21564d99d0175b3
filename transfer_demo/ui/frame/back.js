// A page that is opened by the menu writes into its address what was shown there last: "/story"
// becomes "/story?screen=...". Streamlit makes that a step of its own in the history, so Back led to
// "/story", which wrote again. What is added to an address before anybody has done something on the
// page is no step; what follows a click or a key is one, as before.

function onlyAdds(before, after) {
  if (before.pathname !== after.pathname) return false;
  return [...before.searchParams].every(([name, value]) => after.searchParams.get(name) === value);
}

const MENUS = '[data-testid^="stTopNav"], [data-testid^="stSidebarNav"]';

function stepAfterActsOnly() {
  const { history } = window;
  if (history.stepsAreActs) return;
  history.stepsAreActs = true;
  let acted = false;
  // By the time that a step is told of, the address is the new one.
  let shown = window.location.pathname;
  // Who goes to another page has done nothing on this one. Streamlit may tell what is shown there
  // before it changes the path.
  const act = ({ target }) => { acted = !target.closest?.(MENUS); };
  for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, act, true);
  // Captured, so that the server hears of the step before Streamlit asks for the page; of a step to
  // another page Streamlit alone has to tell, or this page would be drawn once more.
  window.addEventListener("popstate", () => {
    acted = false;
    if (window.location.pathname === shown) history.tellStep?.();
    shown = window.location.pathname;
  }, true);
  const push = history.pushState.bind(history);
  history.pushState = (state, title, address) => {
    const before = new URL(window.location.href);
    const after = new URL(address ?? "", before);
    if (before.pathname !== after.pathname) acted = false;
    if (!acted && onlyAdds(before, after)) history.replaceState(state, title, address);
    else push(state, title, address);
    shown = after.pathname;
  };
}

export default function ({ setTriggerValue }) {
  stepAfterActsOnly();
  window.history.tellStep = () => setTriggerValue("stepped", true);
}
